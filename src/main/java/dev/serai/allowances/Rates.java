package dev.serai.allowances;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much at a time; null is as much as is wanted. Immutable.
 *
 * @param requestsPerMinute requests that are begun within a minute
 * @param tokensPerMinute tokens, in and out, within a minute
 * @param parallelRequests requests that are under way at one moment, streams included
 * @param parallelStreams of these, those that are answered event by event
 */
public record Rates(
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Long parallelRequests,
        @Nullable Long parallelStreams) {
    /** Every limit is a whole number from 1 to this. */
    public static final long MOST = 1_000_000_000_000L;

    static final String REQUESTS = "requests_per_minute";
    static final String TOKENS = "tokens_per_minute";
    static final String PARALLEL = "parallel_requests";
    static final String STREAMS = "parallel_streams";

    /** The names of the limits, as they are written everywhere. */
    public static final List<String> NAMES = List.of(REQUESTS, TOKENS, PARALLEL, STREAMS);

    /** As much as is wanted of everything. */
    public static final Rates NONE = new Rates(null, null, null, null);

    /** @throws IllegalArgumentException if a limit is none, or too high */
    public Rates {
        for (String name : NAMES) {
            Long value = value(name, requestsPerMinute, tokensPerMinute, parallelRequests, parallelStreams);
            if (value != null && (value < 1 || value > MOST)) {
                throw new IllegalArgumentException(name + " is a whole number from 1 to " + MOST);
            }
        }
    }

    /** The limit of one of the {@link #NAMES}, or null. */
    public @Nullable Long value(String name) {
        return value(name, requestsPerMinute, tokensPerMinute, parallelRequests, parallelStreams);
    }

    /** The same with another limit, or without it, under one of the {@link #NAMES}. */
    public Rates with(String name, @Nullable Long limit) {
        return new Rates(
                name.equals(REQUESTS) ? limit : requestsPerMinute,
                name.equals(TOKENS) ? limit : tokensPerMinute,
                name.equals(PARALLEL) ? limit : parallelRequests,
                name.equals(STREAMS) ? limit : parallelStreams);
    }

    /** Whether each of the others' limits holds here too, or a smaller one. */
    boolean within(Rates others) {
        return NAMES.stream().allMatch(name -> {
            Long own = value(name);
            Long most = others.value(name);
            return most == null || own != null && own <= most;
        });
    }

    /** The smaller limit of each. */
    Rates heldTo(Rates most) {
        Rates held = this;
        for (String name : NAMES) {
            Long own = value(name);
            Long limit = most.value(name);
            if (limit != null && (own == null || own > limit)) {
                held = held.with(name, limit);
            }
        }
        return held;
    }

    /** Whether nothing is limited. */
    public boolean none() {
        return equals(NONE);
    }

    private static @Nullable Long value(
            String name,
            @Nullable Long requests,
            @Nullable Long tokens,
            @Nullable Long parallel,
            @Nullable Long streams) {
        return switch (name) {
            case REQUESTS -> requests;
            case TOKENS -> tokens;
            case PARALLEL -> parallel;
            case STREAMS -> streams;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
