package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be translated for whom, as the golden folders prove it: a table whose cells name the case. Stateless. */
final class TranslationMatrix {
    private static final Path GOLDENS = Path.of("src/test/resources/translation");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEDROCK_TABLE =
            "https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html";
    private static final String BEDROCK_CHOICE =
            "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolChoice.html";
    private static final String BEDROCK_CACHE =
            "https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html";
    private static final String BEDROCK_PARAMETERS =
            "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html";
    private static final String COHERE_CHAT =
            "https://docs.oracle.com/en-us/iaas/api/#/en/generative-ai-inference/20231130/datatypes/CohereChatRequest";
    private static final String OCI_CHAT =
            "https://docs.oracle.com/en-us/iaas/api/#/en/generative-ai-inference/20231130/datatypes/GenericChatRequest";
    private static final String WATSONX_CHAT = "https://cloud.ibm.com/apidocs/watsonx-ai#text-chat";

    /**
     * A column.
     *
     * @param folder the dialect's in the golden folders
     * @param family of the models, empty: any
     * @param cannot the rows that the provider has nothing for, each with the page that says so
     */
    private record Column(String title, String folder, String family, Map<String, String> cannot) {}

    /** A row; its candidates are {@code kind/case}, an asterisk for anything; the first that is there proves the cell. */
    private record Row(String title, List<String> candidates) {
        Row(String title, String... candidates) {
            this(title, Arrays.asList(candidates));
        }
    }

    private static final List<Column> COLUMNS = List.of(
            new Column("OpenAI", "openai", "", Map.of()),
            new Column("Azure", "openai", "", Map.of()),
            new Column("Anthropic", "anthropic", "", Map.of()),
            new Column("Bedrock Claude", "converse", "claude", Map.of()),
            new Column("Bedrock Nova", "converse", "nova", Map.of()),
            new Column(
                    "Bedrock Llama",
                    "converse",
                    "llama",
                    Map.of("json_schema", BEDROCK_CHOICE, "thinking", BEDROCK_PARAMETERS, "caching", BEDROCK_CACHE)),
            new Column(
                    "Bedrock Mistral",
                    "converse",
                    "mistral",
                    Map.of("thinking", BEDROCK_PARAMETERS, "caching", BEDROCK_CACHE)),
            new Column(
                    "Bedrock Titan",
                    "converse",
                    "titan",
                    Map.of(
                            "tool call", BEDROCK_TABLE,
                            "parallel tools", BEDROCK_TABLE,
                            "tool result", BEDROCK_TABLE,
                            "streamed tool call", BEDROCK_TABLE,
                            "image", BEDROCK_TABLE,
                            "json_schema", BEDROCK_TABLE,
                            "thinking", BEDROCK_PARAMETERS,
                            "caching", BEDROCK_CACHE)),
            new Column("Gemini", "gemini", "", Map.of()),
            new Column("Claude on Vertex", "anthropic", "", Map.of()),
            new Column("watsonx", "watsonx", "", Map.of("caching", WATSONX_CHAT)),
            new Column("OCI GENERIC", "oci-generic", "", Map.of("caching", OCI_CHAT)),
            new Column("OCI COHERE", "oci-cohere", "", Map.of("caching", COHERE_CHAT)));

    private static final List<Row> ROWS = List.of(
            new Row("text", "requests/text", "requests/family-(nova|llama|mistral|titan)"),
            new Row("multi-turn", "requests/multi-turn", "requests/family-(nova|llama|mistral|titan)"),
            new Row("system", "requests/system-single", "requests/family-(nova|llama|mistral|titan)"),
            new Row("stream", "streams/text"),
            new Row(
                    "usage in stream",
                    "streams/text-with-usage",
                    "streams/text-usage",
                    "streams/usage*",
                    "streams/text"),
            new Row("tool call", "responses/tool-call", "responses/tool-calls", "responses/tool-calls-beside-content"),
            new Row(
                    "parallel tools",
                    "responses/parallel-tools*",
                    "responses/tool-calls",
                    "responses/tool-calls-parallel"),
            new Row("tool result", "requests/tool-result", "requests/family-*-tools*", "requests/family-mistral-large"),
            new Row(
                    "streamed tool call",
                    // These are asked for a whole answer, of which the stream is made.
                    "requests/family-llama-tools-streamed",
                    "requests/family-mistral-large",
                    "streams/tool-call",
                    "streams/text-then-tool",
                    "streams/tools",
                    "streams/tool*"),
            new Row("image", "requests/image-png", "requests/family-*-image", "requests/family-pixtral"),
            new Row("json_schema", "requests/json-schema", "requests/family-*-json-schema", "requests/json-schema*"),
            new Row("stop", "requests/stop-list", "requests/family-(nova|llama|mistral|titan)"),
            new Row("length", "responses/max-tokens", "responses/truncated", "responses/length*"),
            new Row(
                    "filter",
                    "responses/guardrail",
                    "responses/safety",
                    "responses/refusal",
                    "responses/*toxic*",
                    "responses/*filter*"),
            new Row(
                    "thinking",
                    "requests/reasoning-budget-high",
                    "requests/reasoning-nova-high",
                    "requests/reasoning-adaptive-high",
                    "requests/reasoning-gemini*",
                    "responses/thoughts",
                    "responses/*reason*",
                    "responses/*think*"),
            new Row(
                    "caching",
                    "requests/caching",
                    "requests/caching-nova",
                    "responses/usage-cached",
                    "responses/*cached*"),
            new Row(
                    "error 400",
                    "errors/invalid-request-error",
                    "errors/validation",
                    "errors/invalid-argument",
                    "errors/unsupported-value",
                    "errors/*invalid*"),
            new Row(
                    "error 401",
                    "errors/authentication-error",
                    "errors/unrecognized-client",
                    "errors/unauthenticated",
                    "errors/invalid-key",
                    "errors/token-not-valid",
                    "errors/*authenticat*",
                    "errors/*unauthor*"),
            new Row(
                    "error 429",
                    "errors/rate-limit-error",
                    "errors/throttling",
                    "errors/resource-exhausted",
                    "errors/rate-limit*",
                    "errors/*too-many*"),
            new Row(
                    "error 500",
                    "errors/api-error",
                    "errors/internal*",
                    "errors/server-error",
                    "errors/downstream-request-failed"),
            new Row(
                    "overloaded",
                    "errors/overloaded(-error)?",
                    "errors/service-unavailable",
                    "errors/unavailable",
                    "errors/*overload*",
                    "errors/*unavailable*"),
            new Row("broken stream", "streams/broken-in-text", "streams/broken*", "streams/cut*"));

    /** What a row's requests are about: a case in which it does not reach the provider proves nothing. */
    private static final Map<String, Pattern> SUBJECTS = Map.of(
            "thinking",
            Pattern.compile("\"(thinking|reasoning)\\w*\"", Pattern.CASE_INSENSITIVE),
            "caching",
            Pattern.compile("\"cache"));

    private TranslationMatrix() {}

    /** The columns of the dialects that there are. */
    private static List<Column> columns() {
        return COLUMNS.stream()
                .filter(column -> Files.isDirectory(GOLDENS.resolve("responses").resolve(column.folder())))
                .toList();
    }

    /** The table in Markdown. */
    static String markdown() {
        StringBuilder table = new StringBuilder("| |");
        columns().forEach(column -> table.append(' ').append(column.title()).append(" |"));
        table.append("\n|---|").append("---|".repeat(columns().size())).append('\n');
        for (Row row : ROWS) {
            table.append("| ").append(row.title()).append(" |");
            columns()
                    .forEach(column ->
                            table.append(' ').append(cell(row, column)).append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    private static String cell(Row row, Column column) {
        String page = column.cannot().get(row.title());
        if (page != null) {
            return "– [no](" + page + ")";
        }
        return row.candidates().stream()
                .map(candidate -> proof(row, candidate, column))
                .flatMap(Optional::stream)
                .findFirst()
                .map(path ->
                        "[" + path.getFileName() + "](../../" + path.toString().replace('\\', '/') + ")")
                .orElse("–");
    }

    private static Optional<Path> proof(Row row, String candidate, Column column) {
        String kind = candidate.substring(0, candidate.indexOf('/'));
        String pattern = candidate.substring(kind.length() + 1).replace("*", ".*");
        boolean request = kind.equals("requests");
        Path folder = request ? GOLDENS.resolve(kind) : GOLDENS.resolve(kind).resolve(column.folder());
        return folders(folder).stream()
                .filter(path -> path.getFileName().toString().matches(pattern))
                .filter(path -> !request || translates(path, column) && arrives(path, column, row))
                .findFirst();
    }

    /** Whether what the row is about is in what the provider is sent. */
    private static boolean arrives(Path folder, Column column, Row row) {
        Pattern subject = SUBJECTS.get(row.title());
        // The client's own dialect has what it sent under its name, and beside it what became of it.
        Path changed = folder.resolve(column.folder() + ".out.json");
        Path sent = Files.exists(changed) ? changed : folder.resolve(column.folder() + ".json");
        try {
            return subject == null || subject.matcher(Files.readString(sent)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (var folders = Files.list(parent)) {
            return folders.filter(Files::isDirectory).sorted().collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the case is one of the column's dialect and family, and no refusal. */
    private static boolean translates(Path folder, Column column) {
        if (!Files.exists(folder.resolve(column.folder() + ".json"))) {
            return false;
        }
        try {
            Path file = folder.resolve("target.json");
            JsonNode target =
                    Files.exists(file) ? JSON.readTree(file.toFile()).path(column.folder()) : JSON.missingNode();
            String model = target.asText("claude-sonnet-4-5");
            boolean refused = Files.exists(folder.resolve(column.folder() + ".refused.json"))
                    || Files.exists(folder.resolve(column.folder() + ".error.json"));
            return !target.isNull()
                    && !refused
                    && (column.family().isEmpty()
                            || TestTargets.facts(model).family().equals(column.family()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
