package dev.serai.store;

import org.jspecify.annotations.Nullable;

/**
 * {@code jdbc:postgresql://HOST:PORT,…/DATABASE?…}, read before the driver does: that logs what it does not understand, and names the
 * hosts that it can't reach, whatever stands there. Pure functions.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/#connecting-to-the-database">The driver's form</a>
 */
final class PostgresqlUrl {
    static final String SCHEME = "jdbc:postgresql:";

    private static final String AUTHORITY = SCHEME + "//";
    private static final int HIGHEST_PORT = 65_535;
    private static final int HEXADECIMAL = 16;
    private static final String NO_HOST =
            "has something among its hosts that is none: HOST, HOST:PORT, [IPv6] or [IPv6]:PORT"
                    + " with commas between them, as in ";

    private PostgresqlUrl() {}

    /**
     * What is wrong with a URL, without anything of it: it may hold a password.
     *
     * @param form what it should look like
     * @return null: nothing is
     */
    static @Nullable String fault(String url, String form) {
        if (!url.startsWith(AUTHORITY)) {
            return "is not " + form;
        }
        int query = url.indexOf('?');
        String place = query < 0 ? url : url.substring(0, query);
        if (place.indexOf('@') >= 0) {
            return "has an @ before its parameters: user and password are two of these, as in " + form;
        }
        int slash = place.indexOf('/', AUTHORITY.length());
        if (slash < 0) {
            return "has no / behind its hosts: " + form;
        }
        if (place.indexOf('/', slash + 1) >= 0) {
            return "has a / in the name of its database, where it is written %2F: " + form;
        }
        String hosts = place.substring(AUTHORITY.length(), slash);
        String wrong = hosts.isEmpty() ? null : ofHosts(hosts, form);
        return wrong == null && !isEncoded(url.substring(slash))
                ? "has a % that begins no character: in a password it is written %25, in " + form
                : wrong;
    }

    private static @Nullable String ofHosts(String hosts, String form) {
        for (String each : hosts.split(",", -1)) {
            boolean bracketed = each.startsWith("[");
            int end = bracketed ? each.indexOf(']') + 1 : hostEnd(each);
            if (!isHost(each.substring(0, end), bracketed) || end < each.length() && each.charAt(end) != ':') {
                return NO_HOST + form;
            }
            if (end < each.length()) {
                String port = each.substring(end + 1);
                if (port.indexOf(':') >= 0) {
                    return NO_HOST + form;
                }
                if (!isPort(port)) {
                    return "has a port that is none: it is 1 to 65535, in " + form;
                }
            }
        }
        return null;
    }

    private static int hostEnd(String host) {
        int colon = host.indexOf(':');
        return colon < 0 ? host.length() : colon;
    }

    private static boolean isHost(String host, boolean bracketed) {
        String name = bracketed && !host.isEmpty() ? host.substring(1, host.length() - 1) : host;
        String others = bracketed ? ":.%" : "._-";
        return !name.isEmpty()
                && name.chars().allMatch(each -> Character.isLetterOrDigit(each) || others.indexOf(each) >= 0);
    }

    private static boolean isPort(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(each -> each >= '0' && each <= '9')) {
            return false;
        }
        int port = Integer.parseInt(text);
        return port > 0 && port <= HIGHEST_PORT;
    }

    private static boolean isEncoded(String text) {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            if (at + 2 >= text.length()
                    || Character.digit(text.charAt(at + 1), HEXADECIMAL) < 0
                    || Character.digit(text.charAt(at + 2), HEXADECIMAL) < 0) {
                return false;
            }
        }
        return true;
    }
}
