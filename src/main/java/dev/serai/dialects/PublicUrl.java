package dev.serai.dialects;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which URLs may be handed to a provider for fetching: {@code https} on a public host's name, and nothing that two parsers
 * could read differently. The gateway itself fetches none.
 */
final class PublicUrl {
    /** Labels of ASCII letters, digits and hyphens; the last begins with a letter, so that no form of an address fits. */
    private static final Pattern HOST_NAME =
            Pattern.compile("([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]*");

    private static final int LONGEST_HOST = 253;

    private static final Set<String> PRIVATE_ENDINGS = Set.of(
            "localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "test", "invalid", "arpa");

    private PublicUrl() {}

    static boolean is(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException malformed) {
            return false;
        }
        String host = uri.getHost();
        return "https".equalsIgnoreCase(uri.getScheme())
                && host != null
                && uri.getRawUserInfo() == null
                && host.length() <= LONGEST_HOST
                && HOST_NAME.matcher(host).matches()
                && !PRIVATE_ENDINGS.contains(
                        host.substring(host.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
