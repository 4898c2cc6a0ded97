package dev.serai;

import dev.serai.http.SessionEndpoints;
import org.apache.camel.spi.Registry;

/** The steps of the endpoints below {@code /auth/}, under the names that their routes use. */
final class SessionBeans {
    private SessionBeans() {}

    static void bind(Registry registry, Components parts) {
        SessionEndpoints endpoints =
                new SessionEndpoints(parts.access == null ? null : parts.access.sessions(), parts.clock);
        Beans.step(registry, "serai-login", endpoints::login);
        Beans.step(registry, "serai-refresh", endpoints::refresh);
        Beans.step(registry, "serai-logout", endpoints::logout);
        Beans.step(registry, "serai-sessions", endpoints::list);
        Beans.step(registry, "serai-end-session", endpoints::end);
    }
}
