package dev.serai.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.errors.ProviderFailure.Cools;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract's table "what the provider did", row by row. Two rows of it are finer here: a refused permission (403) is one
 * model's and lets only its target rest; an endpoint that a provider lacks lets nothing rest, for other models are served by others.
 */
class FailureKindTest {
    private static final List<Row> TABLE = List.of(
            // can't be connected to, timeout before the first event, 408
            new Row(Kind.UNREACHABLE, true, true, Cools.NOTHING),
            new Row(Kind.TIMEOUT, true, true, Cools.NOTHING),
            // 5xx, 529, 424, 409 "overloaded"
            new Row(Kind.UNAVAILABLE, true, true, Cools.NOTHING),
            // unreadable answer, empty stream, error event first
            new Row(Kind.INVALID_RESPONSE, true, true, Cools.NOTHING),
            // 429, spent quota
            new Row(Kind.RATE_LIMITED, true, false, Cools.TARGET),
            new Row(Kind.QUOTA_SPENT, true, false, Cools.TARGET),
            // 401, 403 for our credentials
            new Row(Kind.CREDENTIALS_REFUSED, true, false, Cools.CREDENTIAL),
            new Row(Kind.ACCESS_DENIED, true, false, Cools.TARGET),
            // does not know the model id
            new Row(Kind.MODEL_UNKNOWN, true, false, Cools.TARGET_UNTIL_RELOAD),
            new Row(Kind.ENDPOINT_UNKNOWN, true, false, Cools.NOTHING),
            // prompt too long, refused by the content filter: only to targets that the plan names for it
            new Row(Kind.CONTEXT_TOO_LONG, false, false, Cools.NOTHING),
            new Row(Kind.CONTENT_FILTERED, false, false, Cools.NOTHING),
            // other 400, 413, 422
            new Row(Kind.REFUSED, false, false, Cools.NOTHING));

    private record Row(Kind kind, boolean nextTarget, boolean breakerCounts, Cools cools) {}

    @TestFactory
    List<DynamicTest> eachKindIsTheTablesRow() {
        return TABLE.stream()
                .map(row -> DynamicTest.dynamicTest(row.kind.name(), () -> assertThat(
                                new Row(row.kind, row.kind.nextTarget(), row.kind.breakerCounts(), row.kind.cools()))
                        .isEqualTo(row)))
                .toList();
    }

    @Test
    void noKindIsMissing() {
        Set<Kind> told =
                TABLE.stream().map(Row::kind).collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
        assertThat(told).containsExactlyInAnyOrderElementsOf(Arrays.asList(Kind.values()));
    }
}
