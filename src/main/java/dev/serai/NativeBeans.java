package dev.serai;

import dev.serai.config.ProviderSettings;
import dev.serai.http.OpenCall;
import dev.serai.http.ReceiveNative;
import dev.serai.http.Respond;
import dev.serai.http.RespondNative;
import dev.serai.models.NativeAttempt;
import dev.serai.models.RecordFailure;
import dev.serai.models.ResolveNative;
import dev.serai.passthrough.NativeRequestReader;
import dev.serai.providers.NativeAnswerStep;
import dev.serai.providers.NativeRequestStep;
import dev.serai.providers.ProviderAddress;
import dev.serai.providers.ProviderType;
import org.apache.camel.spi.Registry;

/** The steps of native pass-through, under the names that its routes use. */
final class NativeBeans {
    private NativeBeans() {}

    static void bind(
            Registry registry, Components parts, OpenCall open, RecordFailure record, Respond.StreamListener streams) {
        NativeAttempt attempt = new NativeAttempt(record, parts.availability, parts.routeNames::of);
        Beans.step(
                registry, "serai-receive-native", new ReceiveNative(parts::mapping, new NativeRequestReader(), open));
        Beans.step(registry, "serai-resolve-native", new ResolveNative(parts::missing));
        Beans.step(registry, "serai-begin-native", attempt::begin);
        Beans.step(registry, "serai-judge-native-answer", attempt::answer);
        Beans.step(registry, "serai-judge-native-exception", attempt::exception);
        Beans.step(
                registry, "serai-native-request", new NativeRequestStep(target -> address(parts, target.provider())));
        Beans.step(registry, "serai-native-answer", new NativeAnswerStep());
        Beans.step(registry, "serai-respond-native", new RespondNative(streams));
    }

    private static ProviderAddress address(Components parts, ProviderSettings provider) {
        return parts.type(provider)
                .map(ProviderType::address)
                .orElseThrow(() -> new IllegalStateException("No release can call " + provider.type() + " yet"));
    }
}
