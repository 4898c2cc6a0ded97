package dev.serai.providers;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.RawAnswer;
import dev.serai.dialects.FailureKinds;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins to read the answer of a native call, inside the provider's circuit breaker, and judges it by its status alone: its
 * body is the client's. What the breaker counts is thrown, with the answer kept for the client all the same. Thread-safe.
 */
public final class NativeAnswerStep implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(NativeAnswerStep.class);

    /** Some refusals repeat the request. */
    private static final int LARGEST_REFUSAL = 1024 * 1024;

    @Override
    public void process(Exchange exchange) {
        Attempt attempt = exchange.getVariable(Call.VARIABLE, Call.class).underWay();
        attempt.answering();
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        Map<String, String> headers = ChatAnswerTransformer.headers(message);
        attempt.providerRequestId(ChatAnswerTransformer.requestId(headers));
        InputStream body = message.getBody() instanceof InputStream stream ? stream : InputStream.nullInputStream();
        message.setBody(null);
        if (status < 200 || (status > 299 && status < 400)) {
            // Where a redirect leads is not for the client to know, nor for us to follow.
            throw new ProviderException(
                    new ProviderFailure(Kind.INVALID_RESPONSE, status, "The provider answered with status " + status));
        }
        RawAnswer answer = new RawAnswer(attempt, status, headers, body);
        answer.prime();
        if (status > 299) {
            refused(attempt, answer);
        } else {
            attempt.rawAnswer(answer);
        }
    }

    private static void refused(Attempt attempt, RawAnswer answer) {
        ProviderFailure failure =
                new ProviderFailure(kind(answer.status()), answer.status(), FailureKinds.wordless(answer.status()));
        if (isFitToPass(attempt, answer)) {
            attempt.rawAnswer(answer);
        }
        if (failure.kind().breakerCounts()) {
            throw new ProviderException(failure);
        }
        attempt.failure(failure);
    }

    /** A 409 is a conflict more often than an overload, and only the words would tell; a rare 4xx is a refusal too. */
    private static Kind kind(int status) {
        Kind kind = status == 409 ? Kind.REFUSED : FailureKinds.ofStatus(status);
        return kind == Kind.INVALID_RESPONSE ? Kind.REFUSED : kind;
    }

    /**
     * Some servers say in their refusal which key they were shown, AWS the session's token with all else that it would have
     * signed. What can't be looked through to its end is not passed on either: its status still counts.
     */
    private static boolean isFitToPass(Attempt attempt, RawAnswer answer) {
        try {
            byte[] words = answer.hold(LARGEST_REFUSAL);
            return words != null && !attempt.shown().quotedIn(new String(words, StandardCharsets.ISO_8859_1));
        } catch (ProviderException e) {
            LOG.debug("a refusal broke off", e);
            return false;
        }
    }
}
