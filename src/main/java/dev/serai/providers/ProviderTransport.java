package dev.serai.providers;

import dev.serai.calls.Attempt;
import dev.serai.calls.TransportFailure;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.credentials.Credentials;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.ShownSecrets;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.traces.TraceContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;

/**
 * How the HTTP client of a provider's Kamelet behaves: it authenticates each request at the last moment, hands the attempt
 * the handle that ends it, and does nothing behind the route's back (no redirects, no cookies, no decompression, no retries
 * but the one of {@link StaleConnection}). Thread-safe.
 */
public final class ProviderTransport implements HttpClientConfigurer, ExecChainHandler {
    private final Credentials credentials;
    private final HttpClientConnectionManager connections;

    /** @param connections shared by all providers, and closed by its owner */
    public ProviderTransport(Credentials credentials, HttpClientConnectionManager connections) {
        this.credentials = credentials;
        this.connections = connections;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.setConnectionManager(connections)
                .setConnectionManagerShared(true)
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .setRetryStrategy(StaleConnection.RETRY)
                .addExecInterceptorFirst("serai-attempt", this)
                // Within the retry, which begins anew with the request as it was before any credentials.
                .addExecInterceptorAfter(ChainElement.RETRY.name(), "serai-credentials", this::authenticated);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (!(request.getEntity() instanceof AttemptEntity entity)) {
            return chain.proceed(request, scope);
        }
        Attempt attempt = entity.attempt();
        ProviderSettings provider = attempt.target().provider();
        scope.clientContext.setRequestConfig(config(attempt));
        attempt.connected(() -> cancel(scope.originalRequest));
        try {
            return checked(chain.proceed(request, scope), scope, provider);
        } catch (IOException e) {
            throw TransportFailure.of(attempt, e);
        } catch (IllegalStateException e) {
            // So httpclient5 says that an exchange was cancelled between two of its steps.
            throw attempt.aborted() == null ? e : TransportFailure.of(attempt, e);
        }
    }

    /** The watch ends what takes too long; a connection alone has a time of its own, which only this setter gives a call. */
    @SuppressWarnings("deprecation")
    private static RequestConfig config(Attempt attempt) {
        return RequestConfig.custom()
                .setConnectTimeout(Timeout.of(attempt.target().timeouts().connect()))
                .setConnectionRequestTimeout(Timeout.of(attempt.timeout()))
                .setResponseTimeout(Timeout.DISABLED)
                .build();
    }

    private ClassicHttpResponse authenticated(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (!(request.getEntity() instanceof AttemptEntity entity)) {
            return chain.proceed(request, scope);
        }
        authenticate(request, entity);
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (!refusesCredentials(response)) {
            return response;
        }
        ModelTarget target = entity.attempt().target();
        Header date = response.getFirstHeader("Date");
        Duration ahead = ClockSkew.ahead(date, Instant.now());
        ClockSkew.report(target.provider().name(), ahead);
        boolean follows = date != null && credentials.follow(request, ahead);
        if (!follows && !credentials.renew(request, target)) {
            return response;
        }
        drop(scope);
        // Anew, for the refused one has headers by now which the client itself wants to set.
        ClassicHttpRequest again =
                ClassicRequestBuilder.copy(scope.originalRequest).build();
        authenticate(again, entity);
        return chain.proceed(again, scope);
    }

    private static boolean refusesCredentials(ClassicHttpResponse response) {
        return response.getCode() == HttpStatus.SC_UNAUTHORIZED || response.getCode() == HttpStatus.SC_FORBIDDEN;
    }

    private void authenticate(ClassicHttpRequest request, AttemptEntity entity) {
        Attempt attempt = entity.attempt();
        attempt.shows(() -> ShownSecrets.to(attempt.target().provider(), request));
        if (Method.GET.isSame(request.getMethod())) {
            request.setEntity(null); // It had one for its attempt to be found by.
        }
        // Without a word of it a server may send what it likes, and a small answer may unpack to one without end.
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        goOn(request, entity.attempt());
        try {
            credentials.authenticate(request, entity.bytes(), attempt.target());
        } catch (CredentialsException e) {
            throw new ProviderException(new ProviderFailure(Kind.CREDENTIALS_REFUSED, 0, e.getMessage()), e)
                    .without(attempt.shown());
        }
    }

    private static void goOn(ClassicHttpRequest request, Attempt attempt) {
        TraceContext trace = attempt.trace().told();
        if (trace == null) {
            return;
        }
        attempt.trace()
                .sentTo(
                        request.getAuthority().getHostName(),
                        request.getAuthority().getPort());
        request.setHeader(TraceContext.PARENT_HEADER, trace.parent());
        String state = trace.state();
        if (state != null) {
            request.setHeader(TraceContext.STATE_HEADER, state);
        }
    }

    private static ClassicHttpResponse checked(
            ClassicHttpResponse response, ExecChain.Scope scope, ProviderSettings provider) {
        Header encoding = response.getFirstHeader("Content-Encoding");
        if (encoding != null && !encoding.getValue().equalsIgnoreCase("identity")) {
            drop(scope);
            throw new ProviderException(new ProviderFailure(
                    Kind.INVALID_RESPONSE,
                    response.getCode(),
                    "The provider " + provider.name() + " sent a compressed answer that nobody asked for"));
        }
        return response;
    }

    /** With the answer that is on it: to close that would be to read it to its end, and it may have none. */
    private static void drop(ExecChain.Scope scope) {
        scope.execRuntime.discardEndpoint();
    }

    private static void cancel(ClassicHttpRequest request) {
        if (request instanceof Cancellable cancellable) {
            cancellable.cancel();
        }
    }
}
