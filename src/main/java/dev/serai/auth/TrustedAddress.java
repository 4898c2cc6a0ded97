package dev.serai.auth;

import dev.serai.config.Settings;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Addresses of those who say who callers are: nobody on the way may answer in their place. Pure functions. */
final class TrustedAddress {
    private TrustedAddress() {}

    /** Notes in the settings what is wrong with a variable's value; an unset one is another's to judge. */
    static void check(Settings settings, String variable) {
        settings.text(variable)
                .map(TrustedAddress::faultOf)
                .ifPresent(fault -> settings.problem(variable, fault, Set.of()));
    }

    private static @Nullable String faultOf(String text) {
        URI address;
        try {
            address = URI.create(text);
        } catch (IllegalArgumentException e) {
            return "is no URL";
        }
        if (address.getHost() == null || address.getUserInfo() != null) {
            return "is no URL of a host";
        }
        boolean own = address.getHost().equals("localhost")
                || address.getHost().equals("[::1]")
                || address.getHost().startsWith("127.") && IpRange.of(address.getHost()) != null;
        return "https".equals(address.getScheme()) || own && "http".equals(address.getScheme())
                ? null
                : "has to begin with https://: over plain HTTP anybody on the way could say who callers are";
    }
}
