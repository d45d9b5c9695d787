-- counts.sql -- the same numbers counted without the engine: from the bodies of the events
-- alone. One statement a line; a line "name year: SELECT ..." is compared with figures.txt.
--
-- SPDX-License-Identifier: Apache-2.0
CREATE TEMP TABLE e AS SELECT seq, procedure AS p, record AS r, json_extract(body, '$.step') AS s, substr(json_extract(body, '$.happened'), 1, 4) AS y, json_extract(body, '$.fields') AS f FROM event WHERE record > 0
CREATE INDEX temp.e_by_step ON e (p, s)
CREATE INDEX temp.e_by_record ON e (p, r)
hotline.accepted 2024: SELECT count(*) FROM e WHERE p = 'hotline' AND s = 'register' AND y = '2024'
hotline.direct 2024: SELECT count(*) FROM e WHERE p = 'hotline' AND s = 'answer' AND y = '2024'
hotline.transferred 2024: SELECT count(DISTINCT r) FROM e WHERE p = 'hotline' AND s IN ('dispatch', 'designate') AND y = '2024'
hotline.on_time 2024: SELECT count(DISTINCT r) FROM e WHERE p = 'hotline' AND s = 'reply' AND r NOT IN (SELECT r FROM e WHERE p = 'hotline' AND s = 'supervise_overdue')
hotline.closed 2024: SELECT count(*) FROM e WHERE p = 'hotline' AND s = 'close' AND y = '2024'
hotline.first_time 2024: SELECT count(*) FROM e WHERE p = 'hotline' AND s = 'close' AND r NOT IN (SELECT r FROM e WHERE p = 'hotline' AND s = 'redo')
hotline.rated 2024: SELECT count(*) FROM (SELECT r, max(seq), json_extract(f, '$.satisfaction') AS v FROM e WHERE p = 'hotline' AND s IN ('visit', 'rate') GROUP BY r) WHERE v IS NOT NULL
hotline.satisfied 2024: SELECT count(*) FROM (SELECT r, max(seq), json_extract(f, '$.satisfaction') AS v FROM e WHERE p = 'hotline' AND s IN ('visit', 'rate') GROUP BY r) WHERE CAST(v AS int) >= 3
hotline.declined 2024: SELECT count(*) FROM e WHERE p = 'hotline' AND s = 'decline'
hotline.emergencies 2024: SELECT count(*) FROM e WHERE p = 'hotline' AND s = 'transfer_emergency'
hotline.supervised 2024: SELECT count(DISTINCT r) FROM e WHERE p = 'hotline' AND s IN ('supervise', 'supervise_overdue')
monthly_topic.topics 2024: SELECT count(*) FROM e WHERE p = 'monthly_topic' AND s = 'approve' AND y = '2024'
joint_order.sent 2024: SELECT count(*) FROM e WHERE p = 'joint_order' AND s = 'send' AND y = '2024'
supervision_item.closed 2024: SELECT count(*) FROM e WHERE p = 'supervision_item' AND s = 'close' AND y = '2024'
reconsideration.filed 2024: SELECT count(*) FROM e WHERE p = 'reconsideration' AND s IN ('file', 'forward') AND y = '2024'
reconsideration.accepted 2024: SELECT count(*) FROM e WHERE p = 'reconsideration' AND s = 'accept' AND y = '2024'
reconsideration.concluded 2024: SELECT count(DISTINCT r) FROM e WHERE p = 'reconsideration' AND s IN ('decide', 'settle', 'allow_withdrawal', 'terminate', 'end_suspended')
reconsideration.hearings 2024: SELECT count(*) FROM e WHERE p = 'reconsideration' AND s = 'hold_hearing'
reconsideration.opinions 2024: SELECT count(*) FROM e WHERE p = 'reconsideration' AND s = 'hear_opinion'
reconsideration.mediated 2024: SELECT count(*) FROM e WHERE p = 'reconsideration' AND s = 'settle'
reconsideration.corrected 2024: SELECT count(*) FROM e WHERE p = 'reconsideration' AND s = 'decide' AND json_extract(f, '$.outcome') IN ('altered', 'revoked', 'partly_revoked', 'unlawful', 'perform', 'void', 'agreement')
reconsideration.pending 2024: SELECT count(*) FROM e WHERE p = 'reconsideration' AND s = 'accept' AND r NOT IN (SELECT r FROM e WHERE p = 'reconsideration' AND s IN ('decide', 'settle', 'allow_withdrawal', 'terminate', 'end_suspended'))
CREATE TEMP TABLE i AS SELECT r, max(y) AS y, max(seq), json_extract(f, '$.promised') AS promised FROM e WHERE p = 'service_item' AND s IN ('edit', 'republish') GROUP BY r
CREATE TEMP TABLE b AS SELECT e.r, json_extract(f, '$.organ') AS organ, CAST(json_extract(f, '$.promised') AS int) AS promised, CAST(json_extract(f, '$.statutory') AS int) AS statutory, (SELECT x.y FROM e x WHERE x.p = 'service_item' AND x.r = e.r AND x.s = 'publish') AS y FROM e WHERE p = 'service_item' AND s = 'edit'
service_item.items 2023: SELECT count(*) FROM b WHERE y = '2023'
service_item.items 2024: SELECT count(*) FROM b WHERE y IS NOT NULL
service_item.organs 2024: SELECT count(DISTINCT organ) FROM b WHERE y IS NOT NULL
service_item.at_once 2023: SELECT count(*) FROM b WHERE y = '2023' AND promised = 0
service_item.at_once 2024: SELECT count(*) FROM i WHERE CAST(promised AS int) = 0
service_item.statutory_sum 2024: SELECT sum(statutory) FROM b
service_item.promised_sum 2023: SELECT sum(promised) FROM b WHERE statutory IS NOT NULL AND y = '2023'
service_item.promised_sum 2024: SELECT sum(i.promised) FROM i JOIN b ON b.r = i.r WHERE statutory IS NOT NULL
drill.drills 2024: SELECT count(*) FROM e WHERE p = 'drill' AND s = 'verify' AND y = '2024'
drill.participants 2024: SELECT sum((SELECT json_extract(x.f, '$.participants') FROM e x WHERE x.p = 'drill' AND x.r = e.r AND x.s = 'record' ORDER BY x.seq DESC LIMIT 1)) FROM e WHERE p = 'drill' AND s = 'verify' AND y = '2024'
responder_training.attended 2024: SELECT sum(json_extract(f, '$.attendees')) FROM e WHERE p = 'responder_training'
