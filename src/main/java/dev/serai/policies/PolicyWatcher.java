package dev.serai.policies;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.FileWatch;
import dev.serai.config.InvalidConfigurationException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Watches the list of policies and their files, and hands them over when they have changed. */
public final class PolicyWatcher {
    private final PolicyRoutes routes;
    private final Changes changes;
    private final ByteBuffer callerAtStart;

    /** What becomes of changes; called on the watch's thread. */
    public interface Changes {
        /**
         * All policies, of which the list or at least one file has changed.
         *
         * @param callerChanged whether the route that calls them is another than at start: it is not loaded again
         * @return whether they are in use now
         */
        boolean changed(PolicySet policies, boolean callerChanged);

        /** They can't be read. */
        void unreadable(List<ConfigurationProblem> problems);
    }

    /**
     * What one look found.
     *
     * @param seen the list's names and the files' bytes, to be compared
     */
    private record Look(@Nullable PolicySet policies, List<Object> seen, List<ConfigurationProblem> problems) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Look that && seen.equals(that.seen) && problems.equals(that.problems);
        }

        @Override
        public int hashCode() {
            return Objects.hash(seen, problems);
        }
    }

    private PolicyWatcher(PolicyRoutes routes, Changes changes) {
        this.routes = routes;
        this.changes = changes;
        this.callerAtStart = routes.caller();
    }

    /** Begins to watch; what the files hold now counts as known. */
    public static FileWatch<?> start(PolicyRoutes routes, Changes changes) {
        PolicyWatcher watcher = new PolicyWatcher(routes, changes);
        return FileWatch.start("policies", watcher.look(), watcher::look, watcher::judge);
    }

    private boolean judge(Look now) {
        if (now.policies() == null) {
            changes.unreadable(now.problems());
            return false;
        }
        return changes.changed(now.policies(), !routes.caller().equals(callerAtStart));
    }

    private Look look() {
        try {
            PolicySet policies = routes.read();
            List<Object> seen = new ArrayList<>(policies.listed());
            policies.files().forEach(file -> seen.add(ByteBuffer.wrap(file.content())));
            seen.add(routes.caller());
            return new Look(policies, seen, List.of());
        } catch (InvalidConfigurationException e) {
            return new Look(null, List.of(), e.problems());
        }
    }
}
