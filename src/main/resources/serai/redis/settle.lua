-- A call is over: gives back the places that it holds, and puts right what was guessed of its tokens.
-- KEYS: a meter a claim. ARGV: the call's id, the second at which it took; then for each claim: m or h, and how much more
-- (or, negative, less) it used than it took.
local SECONDS = 61
local now = clock()
local taken = tonumber(ARGV[2])
for i, key in ipairs(KEYS) do
  local more = tonumber(ARGV[2 * i + 2])
  if ARGV[2 * i + 1] == 'h' then
    redis.call('ZREM', key, ARGV[1])
  elseif more > 0 then
    redis.call('HINCRBY', key, now, more)
    redis.call('EXPIRE', key, 2 * SECONDS)
  elseif more < 0 and taken > now - SECONDS then
    local there = tonumber(redis.call('HGET', key, taken) or '0')
    if there > 0 then
      redis.call('HSET', key, taken, math.max(0, there + more))
    end
  end
end
