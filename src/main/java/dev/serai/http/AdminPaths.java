package dev.serai.http;

import java.util.Set;

/** Which listener serves which path, where the admin API has one of its own. Pure functions. */
final class AdminPaths {
    private static final String ADMIN = "/admin";

    /** Of no use to anybody but an operator, or of use to everybody. */
    private static final Set<String> BESIDE = Set.of("/metrics", "/health", "/ready", "/openapi.json");

    /** Where a request came in. */
    enum Listener {
        /** There is one for everything. */
        BOTH,
        DATA,
        ADMIN
    }

    private AdminPaths() {}

    static boolean isAdmin(String path) {
        return path.startsWith(ADMIN) && (path.length() == ADMIN.length() || path.charAt(ADMIN.length()) == '/');
    }

    static boolean serves(Listener listener, String path) {
        return switch (listener) {
            case BOTH -> true;
            case DATA -> !isAdmin(path);
            case ADMIN -> isAdmin(path) || BESIDE.contains(path);
        };
    }

    /** Metrics need no key where whoever reaches them has reached the admin API's own listener. */
    static boolean openMetrics(Listener listener, String path) {
        return listener == Listener.ADMIN && path.equals("/metrics");
    }
}
