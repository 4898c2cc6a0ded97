-- Calls go on: what they hold stays theirs. KEYS: a meter a place. ARGV: for how many milliseconds; then the call of each.
local _, millis = clock()
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, millis + tonumber(ARGV[1]), ARGV[i + 1])
  redis.call('PEXPIRE', key, 2 * tonumber(ARGV[1]))
end
return #KEYS
