-- Who counts here, and what is set aside for them. Stands before the scripts that need it.
-- The crew is a hash: run (the process of Redis), epoch (a name for as long as Redis forgets nothing), since (when that
-- began), expected (how many there were before it, for all that they knew), returned (how many of those have come), and "m|ID"
-- of each gateway: until when it asks Redis alone (a moment of the clock of Redis; 0: it counts by itself), by what it divides a
-- limit when it counts by itself (0: it may not), when it was heard last, the number of its last word, how many gateways its
-- settings say there are, the place that no two gateways have at once (nothing: it has none).
local SECONDS = 61
-- For how long a gateway that fell silent may still count by itself, and some more. Milliseconds.
local SILENT = 20 * 60 * 1000

local function readCrew(key)
  local crew = { members = {}, expected = 0, returned = 0, since = 0 }
  local flat = redis.call('HGETALL', key)
  for i = 1, #flat, 2 do
    local name, value = flat[i], flat[i + 1]
    if string.sub(name, 1, 2) == 'm|' then
      local together, divisor, seen, beat, said, place = string.match(value, '(%d+) (%d+) (%d+) (%d+) (%d+) ?(.*)')
      crew.members[string.sub(name, 3)] = {
        together = tonumber(together), divisor = tonumber(divisor), seen = tonumber(seen), beat = tonumber(beat),
        said = tonumber(said), place = place
      }
    elseif name == 'run' or name == 'epoch' then
      crew[name] = value
    else
      crew[name] = tonumber(value)
    end
  end
  return crew
end

local function writeMember(key, id, member)
  redis.call('HSET', key, 'm|' .. id, string.format('%.0f %.0f %.0f %.0f %.0f %s',
    member.together, member.divisor, member.seen, member.beat, member.said, member.place))
end

-- How many there are, how many of them have shares, how much of a whole those are, whether any are missing, and whether all that
-- matters of what they let in is known.
local function countCrew(crew, millis)
  crew.all, crew.sharing, crew.fraction, crew.said = 0, 0, 0, 0
  for _, member in pairs(crew.members) do
    crew.all = crew.all + 1
    crew.said = math.max(crew.said, member.said)
    if member.divisor > 0 then
      crew.sharing = crew.sharing + 1
      crew.fraction = crew.fraction + 1 / member.divisor
    end
  end
  crew.gone = millis < crew.since + SILENT and crew.returned < crew.expected
  crew.missing = crew.gone or crew.sharing < crew.said
  crew.ready = not crew.missing or millis >= crew.since + (SECONDS + 1) * 1000
end

-- What those may let in that count by themselves, and what those have leased who ask Redis.
local function setAside(crew, millis, key, limit)
  local shares, together, leased, leases = {}, 0, 0, {}
  local flat = redis.call('HGETALL', key .. '|leases')
  for i = 1, #flat, 2 do leases[flat[i]] = tonumber(flat[i + 1]) end
  for id, member in pairs(crew.members) do
    local lease = leases[id] or 0
    if member.together > millis or member.divisor == 0 then
      leased = leased + lease
      if member.divisor > 0 then together = together + 1 end
    else
      table.insert(shares, math.max(lease, math.floor(limit / member.divisor)))
    end
  end
  -- Where it is known how many there are, more silent ones than are missing are those that came before these.
  local most = crew.said > 0 and math.max(0, crew.said - together) or #shares
  table.sort(shares, function(one, other) return one > other end)
  local silent = 0
  for i = 1, math.min(most, #shares) do silent = silent + shares[i] end
  if crew.missing then
    silent = silent + math.max(0, math.floor(limit * (1 - crew.fraction) + 0.000001))
  end
  return silent, leased
end

-- What is used of a limit: of one per minute the newest second too, and how much was taken at each.
local function usedOf(kind, key, now, millis)
  if kind == 'h' then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', millis)
    return redis.call('ZCARD', key), 0, {}
  end
  local sum, newest, slots = 0, 0, {}
  local taken = redis.call('HGETALL', key)
  for j = 1, #taken, 2 do
    local second, count = tonumber(taken[j]), tonumber(taken[j + 1])
    if second <= now - SECONDS then
      redis.call('HDEL', key, taken[j])
    elseif count > 0 then
      sum = sum + count
      slots[second] = count
      if second > newest then newest = second end
    end
  end
  return sum, newest, slots
end

local function setLease(key, id, amount)
  if amount > 0 then
    redis.call('HSET', key .. '|leases', id, amount)
    redis.call('EXPIRE', key .. '|leases', 4 * SECONDS)
  else
    redis.call('HDEL', key .. '|leases', id)
  end
end
