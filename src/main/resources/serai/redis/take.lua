-- Takes what a call claims: all, or nothing. In one step for all replicas, by the clock of Redis.
-- KEYS: the crew, a meter a claim. ARGV: the call's id, milliseconds for which it holds its places, the epoch, the gateway's
-- id, the number of its last word; then for each claim: m (per minute) or h (held), the limit, the amount, what the caller has
-- let in by itself and not told yet, what it keeps of its lease (-1: all).
-- Gives: the place of the claim that was too much, or -1; the second; then for each claim: used, wait, reset.
local now, millis = clock()
local crew = readCrew(KEYS[1])
if crew.epoch ~= ARGV[3] then
  return { err = 'FORGOTTEN this is not the Redis that it was' }
end
countCrew(crew, millis)
local me = crew.members[ARGV[4]]
local sameWord = me and me.beat == tonumber(ARGV[5])
local refused = -1
local used, newest, slots, silent = {}, {}, {}, {}

for i = 1, #KEYS - 1 do
  local key, at = KEYS[i + 1], 5 * i + 1
  local limit, amount, debt, keeps =
    tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  if debt > 0 and ARGV[at] == 'm' then
    redis.call('HINCRBY', key, now, debt)
    redis.call('EXPIRE', key, 2 * SECONDS)
  end
  if keeps >= 0 and sameWord then
    local lease = tonumber(redis.call('HGET', key .. '|leases', ARGV[4]) or '0')
    if keeps < lease then setLease(key, ARGV[4], keeps) end
  end
  local leased
  used[i], newest[i], slots[i] = usedOf(ARGV[at], key, now, millis)
  silent[i], leased = setAside(crew, millis, key, limit)
  if refused < 0 and used[i] + silent[i] + leased + amount > limit then
    refused = i - 1
    if used[i] + silent[i] + amount <= limit then
      redis.call('ZADD', KEYS[1] .. '|wants', millis, key)
      redis.call('PEXPIRE', KEYS[1] .. '|wants', 3000)
    end
  end
end

local answer = { refused, now }
for i = 1, #KEYS - 1 do
  local key, at = KEYS[i + 1], 5 * i + 1
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
  elseif i - 1 == refused and ARGV[at] == 'm' and amount <= limit then
    local free = limit - silent[i] - used[i]
    wait = free >= amount and 1 or SECONDS
    for second = now - SECONDS + 1, now do
      if free >= amount then break end
      free = free + (slots[i][second] or 0)
      if free >= amount then
        wait = second + SECONDS - now
      end
    end
  end
  if newest[i] > 0 then reset = newest[i] + SECONDS - now end
  table.insert(answer, used[i] + silent[i])
  table.insert(answer, wait)
  table.insert(answer, reset)
end
return answer
