package dev.serai.admin;

import dev.serai.auth.KeyPage;
import dev.serai.errors.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a page ends, as a text that clients hand back as it is. Pure functions. */
final class Cursor {
    private static final Pattern PLACE = Pattern.compile("(\\d{1,15}):([0-9A-Za-z]{1,12})");

    private static final int LONGEST_NAME = 100;

    private Cursor() {}

    static String of(KeyPage.Place place) {
        String text = place.createdAt() + ":" + place.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws GatewayException 400 {@code invalid_value} where the text is none of ours */
    static KeyPage.@Nullable Place read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Matcher place = PLACE.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII));
            if (place.matches()) {
                return new KeyPage.Place(Long.parseLong(place.group(1)), place.group(2));
            }
        } catch (IllegalArgumentException e) {
            // No Base64: the same fault.
        }
        throw unknown();
    }

    /** Of a list that is in the order of names. */
    static String ofName(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws GatewayException 400 {@code invalid_value} where the text is none of ours */
    static @Nullable String readName(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            String name = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            // Bytes that are no UTF-8 would not come back, and PostgreSQL takes no NUL.
            if (ofName(name).equals(text)
                    && name.length() <= LONGEST_NAME
                    && name.chars().noneMatch(Character::isISOControl)) {
                return name;
            }
        } catch (IllegalArgumentException e) {
            // No Base64: the same fault.
        }
        throw unknown();
    }

    private static GatewayException unknown() {
        return GatewayException.invalid("invalid_value", "after", "It is not what a list gave as next");
    }
}
