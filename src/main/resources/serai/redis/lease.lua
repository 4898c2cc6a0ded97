-- What a gateway may let in by itself if it loses Redis, is set aside for it: less as it says, more if it is there.
-- KEYS: the crew, a meter a limit. ARGV: the epoch, the gateway's id, a number greater than that of its last word; then for each limit:
-- m (per minute) or h (held), the limit, how much it would like. Gives what it has of each.
local now, millis = clock()
local crew = readCrew(KEYS[1])
local me = crew.members[ARGV[2]]
if crew.epoch ~= ARGV[1] or not me or tonumber(ARGV[3]) <= me.beat then
  return { err = 'LATE a lease after the word that followed it' }
end
me.beat = tonumber(ARGV[3])
writeMember(KEYS[1], ARGV[2], me)
countCrew(crew, millis)
local answer = {}
for i = 2, #KEYS do
  local at = 3 * i - 2
  local kind, limit, wish = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local lease = tonumber(redis.call('HGET', KEYS[i] .. '|leases', ARGV[2]) or '0')
  if wish > lease and me.together > millis and me.divisor > 0 then
    local silent, leased = setAside(crew, millis, KEYS[i], limit)
    local used = usedOf(kind, KEYS[i], now, millis)
    wish = lease + math.max(0, math.min(wish - lease, limit - used - silent - leased))
  else
    wish = math.min(wish, lease)
  end
  setLease(KEYS[i], ARGV[2], wish)
  for _, id in ipairs(redis.call('HKEYS', KEYS[i] .. '|leases')) do
    if not crew.members[id] then setLease(KEYS[i], id, 0) end
  end
  table.insert(answer, wish)
end
return answer
