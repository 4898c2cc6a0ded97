package dev.serai.passthrough;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of one type's API is let through. Immutable.
 *
 * @param operations what runs a model, counts its tokens, lists or describes models
 * @param management what nobody may call who has no permission for it; outranks {@code others}, not {@code operations}
 * @param others what a gateway without authentication lets through beside the operations
 * @param everything what a key with the permission for it may call beside the operations, the first that fits; it outranks
 *     {@code management}
 * @param query the names that a query may have
 * @param headers the client's headers that pass, beside those that pass everywhere; in lower case, a prefix as {@code x-*}
 * @param bound what a request may name only as the gateway's own configuration does: named segments, query parameters and
 *     fields of the body, with the provider's setting that says it
 * @param arns whether a model's name may be an ARN, whose slashes are encoded
 */
record OperationTable(
        List<Operation> operations,
        List<PathTemplate> management,
        List<PathTemplate> others,
        List<Operation> everything,
        Set<String> query,
        Set<String> headers,
        Map<String, String> bound,
        boolean arns) {

    /**
     * An operation, and what the named segments of its path hold.
     *
     * @param management whether only a key with the permission for it may call it
     */
    record Match(Operation operation, Map<String, String> names, boolean management) {}

    static OperationTable of(Operation... operations) {
        return new OperationTable(
                List.of(operations),
                List.of(),
                List.of(),
                List.of(Operation.any("/**")),
                Set.of(),
                Set.of(),
                Map.of(),
                false);
    }

    OperationTable management(String... paths) {
        return new OperationTable(operations, templates(paths), others, everything, query, headers, bound, arns);
    }

    OperationTable others(String... paths) {
        return new OperationTable(operations, management, templates(paths), everything, query, headers, bound, arns);
    }

    OperationTable everything(Operation... paths) {
        return new OperationTable(operations, management, others, List.of(paths), query, headers, bound, arns);
    }

    OperationTable query(String... names) {
        return new OperationTable(operations, management, others, everything, Set.of(names), headers, bound, arns);
    }

    OperationTable headers(String... names) {
        return new OperationTable(operations, management, others, everything, query, Set.of(names), bound, arns);
    }

    OperationTable bound(Map<String, String> settings) {
        return new OperationTable(operations, management, others, everything, query, headers, settings, arns);
    }

    OperationTable withArns() {
        return new OperationTable(operations, management, others, everything, query, headers, bound, true);
    }

    /** The operation of a method and a path, or null. */
    @Nullable
    Match operation(String method, String path) {
        String[] segments = PathTemplate.segments(path);
        for (Operation operation : operations) {
            if (operation.method().equals(method)) {
                Map<String, String> names = operation.path().match(segments);
                if (names != null) {
                    return new Match(operation, names, false);
                }
            }
        }
        return null;
    }

    /** What is no operation, and is let through where nobody is asked who calls; or null. */
    @Nullable
    Match other(String method, String path) {
        String[] segments = PathTemplate.segments(path);
        boolean served = method.equals("POST") || method.equals("GET");
        if (!served || management.stream().anyMatch(template -> template.match(segments) != null)) {
            return null;
        }
        for (PathTemplate template : others) {
            Map<String, String> names = template.match(segments);
            if (names != null) {
                return new Match(Operation.other(method, template), names, false);
            }
        }
        return null;
    }

    /** What is no operation, and only a key with the permission for it may call; or null. */
    @Nullable
    Match permitted(String path) {
        String[] segments = PathTemplate.segments(path);
        for (Operation each : everything) {
            Map<String, String> names = each.path().match(segments);
            if (names != null) {
                return new Match(each, names, true);
            }
        }
        return null;
    }

    private static List<PathTemplate> templates(String... paths) {
        return Stream.of(paths).map(PathTemplate::of).toList();
    }
}
