-- Takes what a call claims: all, or nothing. In one step for all replicas, by the clock of Redis.
-- KEYS: a meter a claim. ARGV: the call's id, milliseconds for which it holds its places; then for each claim:
-- m (per minute) or h (held), the limit, the amount, what the caller has let in by itself and not told yet.
-- Gives: the place of the claim that was too much, or -1; the second; then for each claim: used, wait, reset.
local SECONDS = 61
local time = redis.call('TIME')
local now = tonumber(time[1])
local millis = now * 1000 + math.floor(tonumber(time[2]) / 1000)
local refused = -1
local used, newest, slots = {}, {}, {}

for i, key in ipairs(KEYS) do
  local at = 4 * i - 1
  local limit, amount, debt = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local sum = 0
  if ARGV[at] == 'm' then
    if debt > 0 then
      redis.call('HINCRBY', key, now, debt)
      redis.call('EXPIRE', key, 2 * SECONDS)
    end
    local taken = redis.call('HGETALL', key)
    slots[i], newest[i] = {}, 0
    for j = 1, #taken, 2 do
      local second, count = tonumber(taken[j]), tonumber(taken[j + 1])
      if second <= now - SECONDS then
        redis.call('HDEL', key, taken[j])
      elseif count > 0 then
        sum = sum + count
        slots[i][second] = count
        if second > newest[i] then newest[i] = second end
      end
    end
  else
    redis.call('ZREMRANGEBYSCORE', key, '-inf', millis)
    sum = redis.call('ZCARD', key)
  end
  used[i] = sum
  if refused < 0 and sum + amount > limit then refused = i - 1 end
end

local answer = {refused, now}
for i, key in ipairs(KEYS) do
  local at = 4 * i - 1
  local limit, amount = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local wait, reset = 0, 0
  if refused < 0 then
    used[i] = used[i] + amount
    if ARGV[at] == 'm' then
      if amount > 0 then
        redis.call('HINCRBY', key, now, amount)
        redis.call('EXPIRE', key, 2 * SECONDS)
        newest[i] = now
      end
    else
      redis.call('ZADD', key, millis + tonumber(ARGV[2]), ARGV[1])
      redis.call('PEXPIRE', key, 2 * tonumber(ARGV[2]))
    end
  elseif i - 1 == refused and slots[i] and amount <= limit then
    local free = limit - used[i]
    for second = now - SECONDS + 1, now do
      free = free + (slots[i][second] or 0)
      if free >= amount then
        wait = second + SECONDS - now
        break
      end
    end
  end
  if newest[i] and newest[i] > 0 then reset = newest[i] + SECONDS - now end
  table.insert(answer, used[i])
  table.insert(answer, wait)
  table.insert(answer, reset)
end
return answer
