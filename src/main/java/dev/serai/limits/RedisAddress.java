package dev.serai.limits;

import dev.serai.config.Settings;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is: {@code REDIS_URL}, {@code redis://} or, over TLS, {@code rediss://}. It may hold a password, and so is never
 * shown. Immutable.
 */
final class RedisAddress {
    static final String VARIABLE = "REDIS_URL";

    private static final int STANDARD_PORT = 6_379;
    private static final int MOST_DATABASES = 16_384;

    private final URI url;
    private final int database;

    private RedisAddress(URI url, int database) {
        this.url = url;
        this.database = database;
    }

    /** Null where no Redis is wanted, or none that can be had: then the settings have the problem. */
    static @Nullable RedisAddress of(Settings settings) {
        String text = settings.text(VARIABLE).orElse(null);
        if (text == null) {
            return null;
        }
        RedisAddress address = read(text);
        if (address == null) {
            // Without the value: it may hold a password.
            settings.problem(
                    VARIABLE,
                    "is none of redis://HOST:6379/0, rediss://:PASSWORD@HOST:6379/0 and rediss://USER:PASSWORD@HOST:6379/0",
                    Set.of());
        }
        return address;
    }

    private static @Nullable RedisAddress read(String text) {
        try {
            URI url = new URI(text);
            boolean scheme = "redis".equals(url.getScheme()) || "rediss".equals(url.getScheme());
            int database = database(url.getRawPath());
            boolean plain = url.getRawQuery() == null && url.getRawFragment() == null;
            boolean known = url.getUserInfo() == null || url.getUserInfo().indexOf(':') >= 0;
            return scheme && plain && known && database >= 0 && url.getHost() != null && url.getPort() != 0
                    ? new RedisAddress(url, database)
                    : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static int database(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        try {
            int number = Integer.parseInt(path.substring(1));
            return number < MOST_DATABASES ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Whether everybody on the way could read what goes there, or anybody write to it. */
    boolean open() {
        String host = url.getHost();
        boolean near = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return !near && (url.getUserInfo() == null || url.getScheme().equals("redis"));
    }

    /** As the client wants it. */
    RedisURI uri() {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(host())
                .withPort(url.getPort() < 0 ? STANDARD_PORT : url.getPort())
                .withDatabase(database)
                .withSsl(url.getScheme().equals("rediss"));
        String who = url.getUserInfo();
        if (who != null) {
            int colon = who.indexOf(':');
            char[] password = who.substring(colon + 1).toCharArray();
            uri = colon == 0 ? uri.withPassword(password) : uri.withAuthentication(who.substring(0, colon), password);
        }
        RedisURI made = uri.build();
        made.setClientName("serai");
        return made;
    }

    private String host() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Nothing that could be a secret. */
    @Override
    public String toString() {
        return "Redis";
    }
}
