package dev.serai.dialects;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A provider's own words, made fit for a client: what names accounts, keys or machines is taken out. Stateless. */
public final class ProviderWords {
    private static final int LONGEST = 2_000;
    /** Enough to see a secret whole that begins before {@link #LONGEST}. */
    private static final int READ = 8_000;

    private static final List<Rule> RULES = List.of(
            rule("\\p{Cntrl}+", " "),
            rule("\\barn:aws[a-z-]*:[^\\s\"'`,;)\\]}]+", "[arn]"),
            rule("\\bprojects/[^/\\s\"'`]+", "projects/[project]"),
            rule("\\b[\\w.-]{1,64}@[\\w.-]{1,64}\\.gserviceaccount\\.com\\b", "[account]"),
            rule("\\bocid1\\.[A-Za-z0-9._-]+", "[ocid]"),
            rule("\\b[A-Za-z][A-Za-z0-9+.-]*://[^\\s\"'`)\\]}>]+", "[url]"),
            rule("(?i)\\bBearer\\s+[A-Za-z0-9._~+/=-]{8,}", "Bearer [key]"),
            rule("\\beyJ[\\w-]+\\.[\\w-]+(?:\\.[\\w-]*)?", "[token]"),
            rule("\\bya29\\.[\\w.-]+", "[token]"),
            rule("\\b(?:AKIA|ASIA)[A-Z0-9]{8,}", "[key]"),
            rule("\\b(?:AIza|AQ\\.)[\\w-]{10,}", "[key]"),
            rule("\\bABSK[\\w+/=-]{10,}", "[key]"),
            rule("\\b(?:sk|pk|rk|srk|gsk|xai)[-_][\\w*.-]{4,}", "[key]"),
            // Azure's keys begin with nothing of their own.
            rule("\\b(?=[A-Za-z]*\\d)[A-Za-z0-9]{32,}\\b", "[key]"),
            rule("\\b(?:org-|proj_|user-)(?=[A-Za-z]*\\d)[A-Za-z0-9]{8,}", "[account]"),
            rule("\\b(?:IBMid|iam-ServiceId)-[A-Za-z0-9-]+", "[account]"),
            rule("\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b", "[id]"),
            rule("\\b\\d{12}\\b", "[account]"),
            rule("\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?\\b", "[address]"),
            rule(
                    "\\b[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){0,8}\\.(?:internal|local|cluster|amazonaws\\.com|azure\\.com|googleapis\\.com)\\b",
                    "[host]"));

    private static final List<String> TOO_LONG = List.of(
            "prompt is too long",
            "input is too long",
            "exceed context limit",
            "exceeds the maximum number of tokens",
            "maximum context length",
            "context window",
            "context length",
            "too many input tokens");

    private ProviderWords() {}

    /** The message in one line of 2,000 characters at most, without account ids, ARNs, URLs, addresses and keys. */
    public static String clean(String message) {
        String words = message.substring(0, Math.min(READ, message.length()));
        for (Rule rule : RULES) {
            words = rule.pattern.matcher(words).replaceAll(rule.replacement);
        }
        words = words.strip();
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST - 1) + "…";
    }

    /** Whether a refusal means that the prompt is longer than the model's window. */
    public static boolean sayTooLong(String message) {
        String words = message.toLowerCase(Locale.ROOT);
        return TOO_LONG.stream().anyMatch(words::contains);
    }

    private static Rule rule(String pattern, String replacement) {
        return new Rule(Pattern.compile(pattern), replacement);
    }

    private record Rule(Pattern pattern, String replacement) {}
}
