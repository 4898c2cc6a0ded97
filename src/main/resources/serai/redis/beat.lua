-- A replica is there: gives how many are, and a name that Redis has for as long as it forgets nothing.
-- KEYS: all replicas, the name. ARGV: the replica's id, for how many milliseconds it counts, a name if there is none.
local time = redis.call('TIME')
local millis = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', millis)
redis.call('ZADD', KEYS[1], millis + tonumber(ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SETNX', KEYS[2], ARGV[3])
return {redis.call('ZCARD', KEYS[1]), redis.call('GET', KEYS[2])}
