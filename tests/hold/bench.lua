-- bench.lua -- for wrk: records read (METHOD=GET) or begun (POST), each with a key of its own.
--
-- SPDX-License-Identifier: Apache-2.0
local count, run = 0, tostring(os.time()) .. tostring({}):match("0x%x+")
local body = '{"step":"register","fields":{"channel":"phone","nature":"complaint","category":"噪声扰民",' ..
	'"subject":"夜间施工影响休息","content":"某工地连续三晚二十二时以后仍在浇筑。","secret":"否"}}'
local headers = {
	["Authorization"] = "Bearer " .. os.getenv("KEY"),
	["Content-Type"] = "application/json",
}

function request()
	if os.getenv("METHOD") == "GET" then
		return wrk.format("GET", nil, headers)
	end
	count = count + 1
	headers["Idempotency-Key"] = run .. "-" .. count
	return wrk.format("POST", nil, headers, body)
end

function done(summary, latency)
	local errors = summary.errors
	io.write(string.format("measured %d %d %d\n", summary.requests / (summary.duration / 1e6),
		latency:percentile(50), errors.status + errors.connect + errors.read))
end
