-- What a replica has let in by itself while it was alone. KEYS: meters per minute. ARGV: an amount each.
local SECONDS = 61
local now = clock()
for i, key in ipairs(KEYS) do
  redis.call('HINCRBY', key, now, ARGV[i])
  redis.call('EXPIRE', key, 2 * SECONDS)
end
return #KEYS
