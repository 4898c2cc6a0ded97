package dev.serai.policies;

import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What {@code configs/application.properties} says of policies. Immutable.
 *
 * @param names the policies to follow, in order; a file each
 * @param folder whose files win over those of the jar
 * @param zone whose clock policies go by
 * @param headers of clients that policies may read, beside those that the contract knows
 */
public record PolicySettings(List<String> names, Path folder, ZoneId zone, List<String> headers) {
    /** The one setting that is read again while the gateway runs. */
    public static final String NAMES = "serai.policies";

    private static final String FOLDER = "serai.policies.folder";
    private static final String ZONE = "serai.policies.time-zone";
    private static final String HEADERS = "serai.policies.headers";
    private static final String NAME = "[a-z0-9][a-z0-9-]*";
    private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

    /** What Camel steers by, what holds a secret, and what belongs to one connection. */
    private static final Pattern NEVER = Pattern.compile(
            "(?i)camel.*|org.*|authorization|proxy-.*|x-api-key|api-key|x-goog-api-key|x-totp-code|x-session-token"
                    + "|cookie|set-cookie|host|connection|content-.*|transfer-encoding|te|upgrade|expect|trailer|keep-alive");

    public PolicySettings {
        names = List.copyOf(names);
        headers = List.copyOf(headers);
    }

    /** Reads them; what is wrong is noted among the settings' problems. */
    public static PolicySettings of(Settings settings) {
        return new PolicySettings(
                names(settings), Path.of(settings.text(FOLDER, "routes/policies")), zone(settings), headers(settings));
    }

    /**
     * The list as the configuration has it now, its files read anew.
     *
     * @throws InvalidConfigurationException if it is wrong, or can't be read
     */
    static List<String> namesNow(Settings settings) {
        Settings now = settings.readAgain();
        List<String> names = names(now);
        if (!now.problems().isEmpty()) {
            throw new InvalidConfigurationException(now.problems());
        }
        return names;
    }

    private static List<String> names(Settings settings) {
        List<String> names = new ArrayList<>();
        for (String name : settings.text(NAMES, "").split(",")) {
            String policy = name.strip();
            if (policy.isEmpty()) {
                continue;
            }
            if (!policy.matches(NAME)) {
                settings.problem(NAMES, "\"" + policy + "\" is no name of a policy: a-z, 0-9 and -", List.of());
            } else if (names.contains(policy)) {
                settings.problem(NAMES, "\"" + policy + "\" stands twice", List.of());
            } else if (policy.equals(PolicyFiles.CALLER) || PolicySet.UNASKED.contains(policy)) {
                settings.problem(NAMES, "\"" + policy + "\" is followed unasked", List.of());
            } else {
                names.add(policy);
            }
        }
        return names;
    }

    private static List<String> headers(Settings settings) {
        List<String> headers = new ArrayList<>();
        for (String name : settings.text(HEADERS, "").split(",")) {
            String header = name.strip();
            if (header.isEmpty()) {
                continue;
            }
            if (!HEADER.matcher(header).matches()) {
                settings.problem(
                        HEADERS, "\"" + header + "\" is no name of a header that policies can read", List.of());
            } else if (NEVER.matcher(header).matches()) {
                settings.problem(HEADERS, "\"" + header + "\" never reaches a route", List.of());
            } else {
                headers.add(header);
            }
        }
        return headers;
    }

    private static ZoneId zone(Settings settings) {
        String zone = settings.text(ZONE, "UTC");
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            settings.problem(
                    ZONE, "\"" + zone + "\" is no time zone, such as Europe/Berlin", ZoneId.getAvailableZoneIds());
            return ZoneOffset.UTC;
        }
    }
}
