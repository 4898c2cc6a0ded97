-- A gateway is there. KEYS: the crew. ARGV: the epoch that it knows, its id, a number greater than that of its last word, until when it asks Redis
-- and nobody else (milliseconds of the clock of Redis, so that a beat that comes late prolongs nothing; 0: it counts by
-- itself), by what it divides a limit when it counts by itself, how many there were before the epoch for all that it knows (0:
-- it knows of nothing before), how many there are for its settings (0: they don't say it; -1: it never counts by itself), a
-- name for an epoch that begins, the place that it has and no other gateway at the same time (nothing: it has none).
-- Gives: the epoch, milliseconds, its divisor, how many there are, whether all whose counts matter have told them, whether it
-- is taken for one that asks Redis; then the meters of which others want what is leased. Of another epoch: nothing is noted.
local key, id, beat = KEYS[1], ARGV[2], tonumber(ARGV[3])
local together, divisor, expected, said = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local place = ARGV[9]
local _, millis = clock()

-- For how long a gateway has not been heard whose place another one has. Milliseconds.
local DEAD = 2000

-- Whoever has the place of another one comes after its end: what that one let in and could not tell counts for another minute. While
-- it asked Redis that was no more than its leases; its share began more than a minute after.
local function bury(other, member)
  if member.together > 0 and millis < member.together + SECONDS * 1000 then member.divisor = 0 end
  member.together = 0
  member.place = ''
  member.seen = math.min(member.seen, millis - SILENT + (SECONDS + 1) * 1000)
  writeMember(key, other, member)
end

-- A Redis that was started anew may have forgotten some, and not all.
local known, info = pcall(redis.call, 'INFO', 'server')
local run = known and type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
local crew = readCrew(key)
if not crew.epoch or crew.run ~= run then
  redis.call('DEL', key)
  redis.call('HSET', key, 'run', run, 'epoch', ARGV[8], 'since', millis)
  redis.call('PEXPIRE', key, 2 * SILENT)
  crew = readCrew(key)
end
for other, member in pairs(crew.members) do
  if other ~= id and member.seen + SILENT < millis then
    redis.call('HDEL', key, 'm|' .. other)
    crew.members[other] = nil
  elseif other ~= id and place ~= '' and member.place == place and member.seen + DEAD < millis then
    bury(other, member)
  end
end
countCrew(crew, millis)
if ARGV[1] ~= crew.epoch then
  return { crew.epoch, millis, 0, crew.all, crew.ready and 1 or 0, 0 }
end

local me = crew.members[id]
if me and beat <= me.beat then
  return { err = 'LATE a beat after the word that followed it' }
end
crew.members[id] = nil
if not me and expected > 0 then
  crew.expected = math.max(crew.expected, expected)
  crew.returned = crew.returned + 1
end
countCrew(crew, millis)
if not me then
  -- Whoever has a share brings it along, if it is nobody else's meanwhile.
  local fits = divisor > 0 and (said > 0 or crew.fraction + 1 / divisor <= 1.000001)
  me = { divisor = fits and divisor or 0 }
end
local target = math.max(crew.all + 1, crew.said, said, crew.gone and crew.expected or 0)
if me.divisor > 0 and divisor > me.divisor then
  me.divisor = divisor
elseif said >= 0 and (me.divisor == 0 or (target < me.divisor and together > millis)) then
  -- A share becomes greater, or begins, when the others have made room for it.
  local missing = crew.missing and me.divisor == 0
  if not missing and crew.fraction + 1 / target <= 1.000001 then me.divisor = target end
end
me.seen, me.beat, me.said, me.together, me.place = millis, beat, math.max(0, said), 0, place
crew.members[id] = me
countCrew(crew, millis)
if crew.ready and together > millis then me.together = together end
redis.call('HSET', key, 'expected', crew.expected, 'returned', crew.returned)
writeMember(key, id, me)
redis.call('PEXPIRE', key, 2 * SILENT)

local answer = { crew.epoch, millis, me.divisor, target, crew.ready and 1 or 0, me.together > 0 and 1 or 0 }
redis.call('ZREMRANGEBYSCORE', key .. '|wants', '-inf', millis - 3000)
for _, meter in ipairs(redis.call('ZRANGE', key .. '|wants', 0, -1)) do table.insert(answer, meter) end
return answer
