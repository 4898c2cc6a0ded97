package dev.serai.limits;

/**
 * How a limit stands after somebody has asked. Immutable.
 *
 * @param used of it, by everybody
 * @param waitSeconds until as much as was asked for is there; 0: it is, or nobody knows when
 * @param resetSeconds until all of it is there again, if nobody else takes any
 */
record Level(long used, long waitSeconds, long resetSeconds) {}
