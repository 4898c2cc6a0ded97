package dev.serai.providers;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.sandbox.Sandbox;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Stands where other providers have their transport Kamelet, and calls the built-in sandbox. Thread-safe. */
public final class CallSandbox implements Processor {
    private final Sandbox sandbox;

    public CallSandbox(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    @Override
    public void process(Exchange exchange) {
        Attempt attempt = exchange.getVariable(Call.VARIABLE, Call.class).underWay();
        attempt.connected(() -> {});
        Sandbox.Answer answer = sandbox.answer(attempt.request().body(), attempt::connected);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader(Exchange.CONTENT_TYPE, answer.contentType());
        message.setBody(answer.body());
    }
}
