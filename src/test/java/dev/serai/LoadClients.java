package dev.serai;

import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that ask a gateway until it has ended, each request under a name of its own that the provider gets to see as well.
 * Whatever they were answered they remember, over several gateways. Thread-safe.
 */
final class LoadClients {
    /** Begins each prompt. */
    static final String PROMPT = "a-prompt-that-no-book-may-hold";

    private static final Pattern NAME = Pattern.compile("call-\\d{6}");

    private final IntPredicate streamed;
    private final AtomicInteger sent = new AtomicInteger();
    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private final Queue<HttpResponse<String>> refused = new ConcurrentLinkedQueue<>();

    private LoadClients(IntPredicate streamed) {
        this.streamed = streamed;
    }

    /** They want whole answers. */
    static LoadClients ofAnswers() {
        return new LoadClients(number -> false);
    }

    /** They want streams. */
    static LoadClients ofStreams() {
        return new LoadClients(number -> true);
    }

    /** They want whole answers and streams by turns. */
    static LoadClients ofBoth() {
        return new LoadClients(number -> number % 2 == 0);
    }

    /** What is done to a gateway meanwhile. */
    interface Ending {
        void run() throws Exception;
    }

    /**
     * They ask for as long as something else goes on.
     *
     * @param keys one for each client, empty for one that has none
     */
    void during(Ending ending, Function<String, URI> gateway, List<String> keys) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (String key : keys) {
            Thread client = new Thread(() -> {
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                while (!over.get()) {
                    ask(http, gateway, key);
                }
            });
            client.start();
            clients.add(client);
        }
        try {
            ending.run();
        } finally {
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
        }
    }

    private void ask(HttpClient http, Function<String, URI> gateway, String key) {
        int number = sent.incrementAndGet();
        String name = String.format("call-%06d", number);
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.apply("/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("x-request-id", name)
                .POST(HttpRequest.BodyPublishers.ofString(body(name, streamed.test(number))));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                answered.add(name);
            } else {
                refused.add(answer);
                // As a client does that was told to come later; else the refusals are all that there is.
                Thread.sleep(5);
            }
        } catch (IOException killed) {
            // Before the answer's end: what became of the request the books alone know.
            Thread.onSpinWait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All are of one length. */
    static String body(String name, boolean stream) {
        return "{\"model\":\"gpt-4o\",\"max_tokens\":1000,\"stream\":" + (stream ? " true" : "false")
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + ' ' + name + "\"}]}";
    }

    /** Waits until so many more have their answers. */
    void awaitAnswers(int more) throws InterruptedException {
        int before = answered.size();
        while (answered.size() - before < more) {
            Thread.sleep(5);
        }
    }

    int sent() {
        return sent.get();
    }

    /** What had a good answer, to its end. */
    Set<String> answered() {
        return Set.copyOf(answered);
    }

    /** Answers of another status. */
    List<HttpResponse<String>> refused() {
        return List.copyOf(refused);
    }

    /** What has come to a provider. */
    static Set<String> received(FakeOpenAi openai) {
        Set<String> names = new HashSet<>();
        openai.received().forEach(call -> {
            Matcher name = NAME.matcher(call.text());
            if (name.find()) {
                names.add(name.group());
            }
        });
        return names;
    }
}
