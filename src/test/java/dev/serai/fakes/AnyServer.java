package dev.serai.fakes;

import java.util.List;
import java.util.Map;

/** An HTTP server that is no provider in particular: it takes any request and answers by its script. Thread-safe. */
public final class AnyServer extends FakeProvider {
    private AnyServer() {}

    public static AnyServer start() {
        AnyServer server = new AnyServer();
        server.listen();
        return server;
    }

    @Override
    public String provider() {
        return "any";
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public List<String> credentials() {
        return List.of();
    }

    @Override
    public Reply text(String text) {
        return Reply.body(200, "text/plain", text);
    }

    @Override
    public Reply stream(String... texts) {
        return Reply.events(texts);
    }

    @Override
    public Reply error(int status) {
        return Reply.json(status, "{}");
    }

    @Override
    public Reply.Frame errorFrame() {
        return Reply.Frame.of("data: {\"error\":{}}\n\n");
    }

    @Override
    void authenticate(ReceivedCall call) {}

    @Override
    void judge(ReceivedCall call) {}

    @Override
    Reply refusal(RequestRefused reason) {
        return error(reason.status());
    }

    @Override
    Reply answer(ReceivedCall call) {
        return Reply.json(200, "{}");
    }
}
