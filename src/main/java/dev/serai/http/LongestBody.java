package dev.serai.http;

/** How long a body may be, by its path: what may be kept in memory before anybody has read it. Pure functions. */
final class LongestBody {
    /** A key and a code are a hundred bytes; whoever sends them is not known yet. */
    private static final long OF_AUTH = 4_096;

    /**
     * A key with all the names that it may have is some 200 KiB. What a role may is asked for behind the body only, and these
     * bodies are in no account of those in flight: so few of them, and so short, need none.
     */
    private static final long OF_ADMIN = 1024 * 1024;

    private LongestBody() {}

    /**
     * In bytes.
     *
     * @param otherwise of all paths that have no shorter one
     */
    static long of(String path, long otherwise) {
        if (AuthPaths.is(path)) {
            return Math.min(OF_AUTH, otherwise);
        }
        return AdminPaths.isAdmin(path) ? Math.min(OF_ADMIN, otherwise) : otherwise;
    }
}
