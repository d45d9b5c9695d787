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
CREATE TEMP TABLE foi_in AS SELECT r, min(seq), substr(json_extract(f, '$.received_on'), 1, 4) AS y FROM e WHERE p = 'foi' AND s IN ('file_in_person', 'sign_for', 'confirm') GROUP BY r
CREATE TEMP TABLE foi_out AS SELECT e.r, e.s, e.y, (SELECT json_extract(x.f, '$.category') FROM e x WHERE x.p = 'foi' AND x.r = e.r AND x.s = 'propose' AND x.seq < e.seq ORDER BY x.seq DESC LIMIT 1) AS category FROM e WHERE p = 'foi' AND s IN ('grant_on_spot', 'grant', 'grant_partly', 'refuse', 'cannot_provide', 'decline', 'answer_otherwise', 'abandon', 'leave_unpaid', 'withdraw')
foi.received 2023: SELECT count(*) FROM foi_in WHERE y = '2023'
foi.received 2024: SELECT count(*) FROM foi_in WHERE y = '2024'
foi.online 2024: SELECT count(*) FROM foi_in WHERE y = '2024' AND r IN (SELECT r FROM e WHERE p = 'foi' AND s = 'file' AND json_extract(f, '$.channel') = 'internet')
foi.granted 2024: SELECT count(*) FROM foi_out WHERE y = '2024' AND (s = 'grant_on_spot' OR category = 'granted' AND s = 'grant')
foi.partial 2024: SELECT count(*) FROM foi_out WHERE y = '2024' AND category = 'partial' AND s = 'grant_partly'
foi.withheld 2024: SELECT count(*) FROM foi_out WHERE y = '2024' AND category IN ('state_secret', 'forbidden', 'safety', 'third_party_rights', 'internal', 'deliberative', 'case_file', 'query') AND s = 'refuse'
foi.unavailable 2024: SELECT count(*) FROM foi_out WHERE y = '2024' AND category IN ('not_held', 'to_make', 'still_unclear') AND s = 'cannot_provide'
foi.not_handled 2024: SELECT count(*) FROM foi_out WHERE y = '2024' AND category IN ('petition', 'repeated', 'publication', 'excessive', 'reconfirm') AND s = 'decline'
foi.otherwise 2024: SELECT count(*) FROM foi_out WHERE y = '2024' AND s IN ('answer_otherwise', 'abandon', 'leave_unpaid', 'withdraw')
foi.total 2024: SELECT count(*) FROM foi_out WHERE y = '2024'
foi.pending 2023: SELECT count(*) FROM foi_in WHERE y = '2023' AND r NOT IN (SELECT r FROM foi_out WHERE y = '2023')
foi.pending 2024: SELECT count(*) FROM foi_in WHERE r NOT IN (SELECT r FROM foi_out)
foi_release.released 2024: SELECT count(*) FROM e WHERE p = 'foi_release' AND s = 'publish' AND y = '2024'
foi_report.published 2024: SELECT count(*) FROM e WHERE p = 'foi_report' AND s = 'publish' AND y = '2024'
CREATE TEMP TABLE opinion AS SELECT r, min(seq) AS seq, min(y) AS y FROM e WHERE p = 'norm_doc' AND s = 'issue_opinion' GROUP BY r
CREATE TEMP TABLE found AS SELECT o.r, o.y, (SELECT json_extract(d.f, '$.outcome') FROM e d WHERE d.p = 'norm_doc' AND d.r = o.r AND d.s = 'draft_opinion' AND d.seq < o.seq ORDER BY d.seq DESC LIMIT 1) AS outcome FROM opinion o
norm_doc.reviewed 2024: SELECT count(*) FROM opinion WHERE y = '2024'
norm_doc.found_lawful 2024: SELECT count(*) FROM found WHERE y = '2024' AND outcome = 'lawful'
norm_doc.found_amendable 2024: SELECT count(*) FROM found WHERE y = '2024' AND outcome = 'lawful_if_amended'
norm_doc.found_unlawful 2024: SELECT count(*) FROM found WHERE y = '2024' AND outcome = 'unlawful'
norm_doc.found_other 2024: SELECT count(*) FROM found WHERE y = '2024' AND outcome = 'not_normative'
norm_doc.filed_up 2024: SELECT count(DISTINCT r) FROM e WHERE p = 'norm_doc' AND s IN ('province_receipt', 'congress_receipt') AND y = '2024'
norm_doc.issued 2024: SELECT count(*) FROM e WHERE p = 'norm_doc' AND s = 'publish' AND y = '2024'
norm_doc.stocked 2023: SELECT count(*) FROM e WHERE p = 'norm_doc' AND s = 'enter_stock' AND y = '2023'
norm_doc.repealed 2024: SELECT count(*) FROM e WHERE p = 'norm_doc' AND s IN ('repeal', 'repeal_scheduled') AND y = '2024'
norm_doc.expired 2024: SELECT count(*) FROM e WHERE p = 'norm_doc' AND s = 'expire' AND y = '2024'
norm_doc.continued 2024: SELECT count(*) FROM e WHERE p = 'norm_doc' AND s = 'continue' AND y = '2024'
norm_doc.in_force 2024: SELECT count(*) FROM e WHERE p = 'norm_doc' AND s IN ('publish', 'enter_stock') AND r NOT IN (SELECT r FROM e WHERE p = 'norm_doc' AND s IN ('repeal', 'repeal_scheduled', 'expire', 'declare_lapsed', 'supersede', 'annul'))
filing_review.registered 2024: SELECT count(*) FROM e WHERE p = 'filing_review' AND s = 'register' AND y = '2024'
filing_review.corrected 2024: SELECT count(*) FROM e WHERE p = 'filing_review' AND s = 'verify' AND y = '2024'
filing_review.suggestions 2024: SELECT count(*) FROM e WHERE p = 'filing_review' AND s = 'suggest' AND y = '2024'
government_rule.in_force 2024: SELECT count(*) FROM e WHERE p = 'government_rule' AND s IN ('publish', 'enter_stock') AND r NOT IN (SELECT r FROM e WHERE p = 'government_rule' AND s IN ('repeal', 'declare_lapsed', 'supersede', 'annul'))
government_rule.filed 2024: SELECT count(*) FROM e WHERE p = 'government_rule' AND s = 'file_state' AND y = '2024'
government_rule.deferred 2024: SELECT count(*) FROM e WHERE p = 'government_rule' AND s = 'registration' AND json_extract(f, '$.registration') = 'deferred' AND y = '2024'
cleanup.items 2024: SELECT count(*) FROM e WHERE p = 'cleanup' AND s = 'open' AND y = '2024'
cleanup.kept 2024: SELECT count(*) FROM e WHERE p = 'cleanup' AND s = 'decide' AND json_extract(f, '$.conclusion') = 'keep' AND y = '2024'
cleanup.repealed 2024: SELECT count(*) FROM e WHERE p = 'cleanup' AND s = 'decide' AND json_extract(f, '$.conclusion') = 'repeal' AND y = '2024'
cleanup_campaign.scoped 2024: SELECT sum(2 + length(d) - length(replace(d, char(10), '')) + length(g) - length(replace(g, char(10), ''))) FROM (SELECT json_extract(f, '$.documents') AS d, json_extract(f, '$.rules') AS g FROM e WHERE p = 'cleanup_campaign' AND s = 'freeze' AND y = '2024')
screening.screenings 2024: SELECT count(*) FROM e WHERE p = 'screening' AND json_extract(f, '$.screened_on') LIKE '2024%'
dispute.accepted 2024: SELECT count(*) FROM e WHERE p = 'dispute' AND s = 'accept' AND y = '2024'
dispute.closed 2024: SELECT count(DISTINCT r) FROM e WHERE p = 'dispute' AND s IN ('agree_in_writing', 'agree_orally', 'fail', 'request_end', 'expire') AND y = '2024'
dispute.succeeded 2024: SELECT count(DISTINCT r) FROM e WHERE p = 'dispute' AND s IN ('agree_in_writing', 'agree_orally') AND y = '2024'
dispute.confirm_filed 2024: SELECT count(*) FROM e WHERE p = 'dispute' AND s = 'apply_confirm' AND y = '2024'
dispute.confirmed 2024: SELECT count(*) FROM e WHERE p = 'dispute' AND s = 'confirm' AND y = '2024'
dispute.confirm_dismissed 2024: SELECT count(*) FROM e WHERE p = 'dispute' AND s = 'dismiss' AND y = '2024'
dispute.confirm_pending 2024: SELECT count(*) FROM (SELECT sum(s = 'apply_confirm') - sum(s IN ('confirm', 'dismiss', 'court_decline', 'withdraw_confirm')) AS n FROM e WHERE p = 'dispute' GROUP BY r) WHERE n > 0
dispute.waiting 2024: SELECT count(*) FROM (SELECT count(*) AS n FROM e WHERE p = 'dispute' GROUP BY r) WHERE n = 1
dispute.pending 2024: SELECT count(*) FROM e WHERE p = 'dispute' AND s = 'accept' AND r NOT IN (SELECT r FROM e WHERE p = 'dispute' AND s IN ('agree_in_writing', 'agree_orally', 'fail', 'request_end', 'expire'))
task.points_aspects 2024: SELECT count(DISTINCT json_extract(f, '$.aspect')) FROM e WHERE p = 'task' AND s = 'send' AND json_extract(f, '$.plan_kind') = 'annual_points'
task.points_tasks 2024: SELECT count(*) FROM e WHERE p = 'task' AND s = 'send' AND json_extract(f, '$.plan_kind') = 'annual_points'
task.business_aspects 2024: SELECT count(DISTINCT json_extract(f, '$.aspect')) FROM e WHERE p = 'task' AND s = 'send' AND json_extract(f, '$.plan_kind') = 'business'
task.business_tasks 2024: SELECT count(*) FROM e WHERE p = 'task' AND s = 'send' AND json_extract(f, '$.plan_kind') = 'business'
task.enforcement_tasks 2024: SELECT count(*) FROM e WHERE p = 'task' AND s = 'send' AND json_extract(f, '$.plan_kind') = 'enforcement'
work_plan.points_tasks 2024: SELECT sum(json_extract(f, '$.tasks')) FROM e WHERE p = 'work_plan' AND s = 'draft' AND json_extract(f, '$.plan_kind') = 'annual_points'
institution.first_part 2024: SELECT count(*) FROM (SELECT r FROM e WHERE p = 'institution' AND s IN ('put_in_force', 'register_existing') AND r NOT IN (SELECT r FROM e WHERE p = 'institution' AND s IN ('abolish', 'lapse'))) JOIN (SELECT r AS k, f FROM e WHERE p = 'institution' AND s IN ('draft', 'register_existing')) ON k = r WHERE json_extract(f, '$.institution_kind') = 'framework' AND json_extract(f, '$.theme') = 'business' AND json_extract(f, '$.part') = 'first'
institution.second_part 2024: SELECT count(*) FROM (SELECT r FROM e WHERE p = 'institution' AND s IN ('put_in_force', 'register_existing') AND r NOT IN (SELECT r FROM e WHERE p = 'institution' AND s IN ('abolish', 'lapse'))) JOIN (SELECT r AS k, f FROM e WHERE p = 'institution' AND s IN ('draft', 'register_existing')) ON k = r WHERE json_extract(f, '$.institution_kind') = 'framework' AND json_extract(f, '$.theme') = 'business' AND json_extract(f, '$.part') = 'second'
institution.third_part 2024: SELECT count(*) FROM (SELECT r FROM e WHERE p = 'institution' AND s IN ('put_in_force', 'register_existing') AND r NOT IN (SELECT r FROM e WHERE p = 'institution' AND s IN ('abolish', 'lapse'))) JOIN (SELECT r AS k, f FROM e WHERE p = 'institution' AND s IN ('draft', 'register_existing')) ON k = r WHERE json_extract(f, '$.institution_kind') = 'framework' AND json_extract(f, '$.theme') = 'business' AND json_extract(f, '$.part') = 'third'
institution.business 2024: SELECT count(*) FROM (SELECT r FROM e WHERE p = 'institution' AND s IN ('put_in_force', 'register_existing') AND r NOT IN (SELECT r FROM e WHERE p = 'institution' AND s IN ('abolish', 'lapse'))) JOIN (SELECT r AS k, f FROM e WHERE p = 'institution' AND s IN ('draft', 'register_existing')) ON k = r WHERE json_extract(f, '$.institution_kind') = 'system' AND json_extract(f, '$.theme') = 'business'
institution.enforcement_mechanisms 2024: SELECT count(*) FROM (SELECT r FROM e WHERE p = 'institution' AND s IN ('put_in_force', 'register_existing') AND r NOT IN (SELECT r FROM e WHERE p = 'institution' AND s IN ('abolish', 'lapse'))) JOIN (SELECT r AS k, f FROM e WHERE p = 'institution' AND s IN ('draft', 'register_existing')) ON k = r WHERE json_extract(f, '$.institution_kind') = 'mechanism' AND json_extract(f, '$.theme') = 'enforcement'
institution.enforcement_systems 2024: SELECT count(*) FROM (SELECT r FROM e WHERE p = 'institution' AND s IN ('put_in_force', 'register_existing') AND r NOT IN (SELECT r FROM e WHERE p = 'institution' AND s IN ('abolish', 'lapse'))) JOIN (SELECT r AS k, f FROM e WHERE p = 'institution' AND s IN ('draft', 'register_existing')) ON k = r WHERE json_extract(f, '$.institution_kind') = 'system' AND json_extract(f, '$.theme') = 'enforcement'
institution.park_measures 2024: SELECT count(*) FROM (SELECT r FROM e WHERE p = 'institution' AND s IN ('put_in_force', 'register_existing') AND r NOT IN (SELECT r FROM e WHERE p = 'institution' AND s IN ('abolish', 'lapse'))) JOIN (SELECT r AS k, f FROM e WHERE p = 'institution' AND s IN ('draft', 'register_existing')) ON k = r WHERE json_extract(f, '$.institution_kind') = 'measure' AND json_extract(f, '$.theme') = 'park'
institution.relief_measures 2024: SELECT count(*) FROM (SELECT r FROM e WHERE p = 'institution' AND s IN ('put_in_force', 'register_existing') AND r NOT IN (SELECT r FROM e WHERE p = 'institution' AND s IN ('abolish', 'lapse'))) JOIN (SELECT r AS k, f FROM e WHERE p = 'institution' AND s IN ('draft', 'register_existing')) ON k = r WHERE json_extract(f, '$.institution_kind') = 'measure' AND json_extract(f, '$.theme') = 'relief'
data_source.records 2024: SELECT sum(CAST(n AS int)) FROM (SELECT json_extract(f, '$.rows') AS n, max(json_extract(f, '$.as_of')) FROM e WHERE p = 'data_source' GROUP BY json_extract(f, '$.source_system'))
CREATE TEMP TABLE penalty_final AS SELECT r, max(seq) AS seq, json_extract(f, '$.final_discretion') AS v, y FROM e WHERE p = 'penalty' AND s IN ('on_the_spot', 'decide', 'exempt', 'dismiss', 'annul', 'alter', 'unlawful') GROUP BY r
penalty.lighter 2024: SELECT count(*) FROM penalty_final WHERE v = 'lighter' AND y = '2024'
penalty.mitigated 2024: SELECT count(*) FROM penalty_final WHERE v = 'mitigated' AND y = '2024'
penalty.exempted 2024: SELECT (SELECT count(*) FROM penalty_final WHERE v = 'exempted' AND y = '2024') + (SELECT count(*) FROM e WHERE p = 'exemption' AND y = '2024')
penalty.case_exempted 2024: SELECT count(*) FROM penalty_final WHERE v = 'exempted' AND y = '2024'
penalty.ordinary 2024: SELECT count(*) FROM penalty_final WHERE v = 'ordinary' AND y = '2024'
penalty.heavier 2024: SELECT count(*) FROM penalty_final WHERE v = 'heavier' AND y = '2024'
penalty.annulled 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'annul' AND r NOT IN (SELECT r FROM penalty_final WHERE v <> 'annulled')
penalty.unfounded 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'dismiss' AND y = '2024'
penalty.prosecuted 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'prosecute' AND y = '2024'
penalty.decided 2024: SELECT count(*) FROM penalty_final WHERE y = '2024'
penalty.deviated 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'decide' AND (CAST(json_extract(f, '$.fine') AS int) < CAST(json_extract(f, '$.floor') AS int) OR CAST(json_extract(f, '$.fine') AS int) > CAST(json_extract(f, '$.ceiling') AS int))
penalty.clues 2024: SELECT count(DISTINCT r) FROM e WHERE p = 'penalty' AND s = 'register_clue' AND y = '2024'
penalty.filed 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'file_case' AND y = '2024'
penalty.concluded 2024: SELECT count(DISTINCT r) FROM e WHERE p = 'penalty' AND s IN ('decide', 'exempt', 'dismiss', 'prosecute', 'refer') AND r IN (SELECT r FROM e WHERE p = 'penalty' AND s = 'file_case')
penalty.pending 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'file_case' AND r NOT IN (SELECT r FROM e WHERE p = 'penalty' AND s IN ('decide', 'exempt', 'dismiss', 'prosecute', 'refer'))
penalty.on_the_spot 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'on_the_spot' AND y = '2024'
penalty.hearings 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'hold_hearing' AND y = '2024'
penalty.published 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'publish_result' AND y = '2024'
penalty.withdrawn 2024: SELECT count(*) FROM e WHERE p = 'penalty' AND s = 'withdraw_publicity' AND y = '2024'
exemption.exempted 2024: SELECT count(*) FROM e WHERE p = 'exemption' AND y = '2024'
discretion_benchmark.entries 2024: SELECT (SELECT count(*) FROM e WHERE p = 'discretion_benchmark' AND s = 'publish') - (SELECT count(*) FROM e WHERE p = 'discretion_benchmark' AND s IN ('expire', 'withdraw'))
hotline.clues 2024: SELECT count(*) FROM e WHERE p = 'hotline' AND s = 'transfer_clue' AND y = '2024'
