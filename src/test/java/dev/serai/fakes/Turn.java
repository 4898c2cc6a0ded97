package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the fakes' one model says, whatever the dialect: it echoes, counts images, fills schemas, repeats tool results, and asks its
 * tools about the weather in every city that the user names.
 *
 * @param pieces the text as it is streamed: a word each, with the space after it
 */
record Turn(List<String> pieces, List<Call> calls, Stop stop, int inputTokens, int outputTokens) {
    /** A call of a tool. */
    record Call(String name, JsonNode arguments) {}

    /** Why the model stopped. */
    enum Stop {
        END,
        LENGTH,
        TOOLS
    }

    private static final Pattern CITIES = Pattern.compile("\\bin ([A-Z]\\w+(?:(?:, | and )[A-Z]\\w+)*)");

    /** What Claude thinks if it is told to: with characters that a careless copy would change. */
    static final String THOUGHT = "Let me see:\n\"Oslo – 12 °C\" \\ 🌧? ";

    static Turn of(Prompt prompt) {
        int input = 8 + words(prompt.text()).size();
        List<Call> calls = calls(prompt);
        if (!calls.isEmpty()) {
            return new Turn(List.of(), calls, Stop.TOOLS, input, 12 * calls.size());
        }
        List<String> words = words(said(prompt));
        boolean cut = words.size() > prompt.maxTokens();
        List<String> kept = cut ? words.subList(0, prompt.maxTokens()) : words;
        return new Turn(kept, List.of(), cut ? Stop.LENGTH : Stop.END, input, kept.size());
    }

    /** A turn that says just these texts, each in a piece of its own. */
    static Turn saying(List<String> texts) {
        return new Turn(texts, List.of(), Stop.END, 9, texts.size());
    }

    String text() {
        return String.join("", pieces);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("(?<=\\s)(?=\\S)"));
    }

    private static String said(Prompt prompt) {
        if (!prompt.toolResults().isEmpty()) {
            return "The tools said: " + String.join("; ", prompt.toolResults());
        }
        if (prompt.schema() != null) {
            return SchemaSample.of(prompt.schema(), prompt.text()).toString();
        }
        return prompt.images() > 0
                ? "I see " + prompt.images() + " image(s). " + prompt.text()
                : "Echo: " + prompt.text();
    }

    private static List<Call> calls(Prompt prompt) {
        boolean askedForWeather = prompt.text().contains("weather");
        boolean answered = !prompt.toolResults().isEmpty();
        if (prompt.tools().isEmpty() || answered || !(askedForWeather || prompt.mustCall())) {
            return List.of();
        }
        Prompt.Tool tool = chosen(prompt, askedForWeather);
        return cities(prompt).stream()
                .map(city -> new Call(tool.name(), SchemaSample.of(tool.parameters(), city)))
                .toList();
    }

    private static Prompt.Tool chosen(Prompt prompt, boolean askedForWeather) {
        return prompt.tools().stream()
                .filter(tool -> prompt.forcedTool() == null
                        ? tool.name().contains("weather") == askedForWeather
                        : tool.name().equals(prompt.forcedTool()))
                .findFirst()
                .orElse(prompt.tools().get(0));
    }

    private static List<String> cities(Prompt prompt) {
        Matcher cities = CITIES.matcher(prompt.text());
        if (!cities.find()) {
            return List.of(prompt.text());
        }
        List<String> named = new ArrayList<>(Arrays.asList(cities.group(1).split(", | and ")));
        return prompt.parallel() && prompt.forcedTool() == null ? named : named.subList(0, 1);
    }
}
