package dev.serai;

import dev.serai.config.Settings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code serai --train}: serves a few requests and ends, so that the JVM sees what serving takes and can put it into the class
 * archive of later starts. One gateway's sandbox is the other's provider; nothing leaves the machine.
 */
final class Training {
    private static final Map<String, String> ALONE =
            Map.of("PORT", "0", "AWS_ACCESS_KEY_ID", "training", "AWS_SECRET_ACCESS_KEY", "training");

    /** All but OpenAI find nothing to talk to in the sandbox, but have translated and signed until they know. */
    private static final String MAPPING = """
            model_mappings:
              openai: {providers: {openai: {model: sandbox-echo}}}
              anthropic: {providers: {anthropic: {model: claude-sonnet-4-6}}}
              bedrock: {providers: {bedrock: {model: anthropic.claude-3-haiku-20240307-v1:0}}}
              azure: {providers: {azure: {deployment: gpt-4o}}}
              vertex: {providers: {vertex: {model: gemini-2.5-flash}}}
              ibm: {providers: {ibm: {model: ibm/granite-3-8b-instruct}}}
              oracle: {providers: {oracle: {model: meta.llama-3.3-70b-instruct}}}
            providers:
              openai: {base_url: "%1$s/v1", api_key: training}
              anthropic: {base_url: "%1$s", api_key: training}
              bedrock: {base_url: "%1$s"}
              azure: {endpoint: "%1$s", api_key: training}
              vertex: {base_url: "%1$s", project_id: training, api_key: training}
              ibm: {base_url: "%1$s", project_id: training, api_key: training}
              oracle: {endpoint: "%1$s", compartment_id: training, api_key: training}
            """;

    private static final List<String> MODELS =
            List.of("sandbox-echo", "openai", "anthropic", "bedrock", "azure", "vertex", "ibm", "oracle", "unknown");

    private Training() {}

    static void run() throws IOException {
        Path mapping = Files.createTempFile("training", ".yaml");
        try (Gateway sandbox = started(ALONE)) {
            Files.writeString(mapping, MAPPING.formatted(address(sandbox)));
            Map<String, String> variables = new java.util.HashMap<>(ALONE);
            variables.put("MODEL_MAPPING_CONFIG", mapping.toString());
            variables.put("IBM_IAM_URL", address(sandbox));
            try (Gateway trainee = started(variables)) {
                converse(trainee);
            }
        } finally {
            Files.delete(mapping);
        }
    }

    private static Gateway started(Map<String, String> variables) {
        Gateway gateway = new Gateway(Settings.only(variables));
        gateway.start();
        return gateway;
    }

    private static String address(Gateway gateway) {
        return "http://127.0.0.1:" + gateway.port();
    }

    private static void converse(Gateway gateway) throws IOException {
        for (String path : List.of("/health", "/ready", "/v1/models", "/metrics")) {
            read(open(gateway, path));
        }
        for (String model : MODELS) {
            chat(gateway, model, false);
            chat(gateway, model, true);
        }
    }

    private static void chat(Gateway gateway, String model, boolean stream) throws IOException {
        HttpURLConnection connection = open(gateway, "/v1/chat/completions");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        String body = "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        read(connection);
    }

    private static HttpURLConnection open(Gateway gateway, String path) throws IOException {
        return (HttpURLConnection) URI.create(address(gateway) + path).toURL().openConnection();
    }

    private static void read(HttpURLConnection connection) throws IOException {
        try (var body =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            body.readAllBytes();
        }
    }
}
