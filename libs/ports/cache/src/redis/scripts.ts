/** Each runs as one step inside Redis, so nothing comes between its reading and its writing. */

/**
 * What lies under the value's key and how many ms it has left. When nothing does: 1 if the asker, who gives a token, got
 * the lock and is to load, and the mark of the last change, which must still be there when the answer is kept.
 * KEYS: value, lock, mark. ARGV: token, ms that the lock lasts.
 */
export const look = `
local value = redis.call('get', KEYS[1])
if value then return {value, redis.call('pttl', KEYS[1])} end
local mine = redis.call('set', KEYS[2], ARGV[1], 'nx', 'px', ARGV[2])
return {false, mine and 1 or 0, redis.call('get', KEYS[3]) or ''}`

/**
 * Frees the asker's own lock, and keeps its answer unless a change came since: 1 if kept.
 * ARGV: token, mark, value ('' for none), ms it lasts.
 */
export const keep = `
if redis.call('get', KEYS[2]) == ARGV[1] then redis.call('del', KEYS[2]) end
if ARGV[3] == '' or (redis.call('get', KEYS[3]) or '') ~= ARGV[2] then return 0 end
redis.call('set', KEYS[1], ARGV[3], 'px', ARGV[4])
return 1`

/** Sets or removes, and leaves a mark for the loads that are under way. ARGV: mark, ms it lasts, value ('' for none), ms it lasts. */
export const change = `
redis.call('set', KEYS[3], ARGV[1], 'px', ARGV[2])
redis.call('del', KEYS[2])
if ARGV[3] == '' then redis.call('del', KEYS[1]) else redis.call('set', KEYS[1], ARGV[3], 'px', ARGV[4]) end`

/**
 * Takes up to so many of a window: how many it got, how many are left, ms until it ends.
 * KEYS: counter. ARGV: wanted, limit, window in ms.
 */
export const take = `
local used = tonumber(redis.call('get', KEYS[1]) or '0')
local granted = math.max(0, math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - used))
if granted > 0 then redis.call('incrby', KEYS[1], granted) end
local left = redis.call('pttl', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[3])
  redis.call('pexpire', KEYS[1], left)
end
return {granted, math.max(0, tonumber(ARGV[2]) - used - granted), left}`
