package dev.serai;

import dev.serai.models.ResolveModel;
import dev.serai.policies.AskModel;
import dev.serai.policies.PatternLanguage;
import dev.serai.policies.Policies;
import dev.serai.policies.PolicySettings;
import org.apache.camel.spi.Registry;

/** The steps of routes/policies. */
final class PolicyBeans {
    private PolicyBeans() {}

    static void bind(Registry registry, Components parts, ResolveModel resolve) {
        Policies policies = new Policies(
                parts.policies::inUse,
                parts.clock,
                PolicySettings.of(parts.settings).zone(),
                (target, input, output) -> parts.prices().costUsd(target, input, 0, 0, 0, output),
                (caller, model) -> parts.budgets == null ? null : parts.budgets.budgets.standing(caller, model),
                resolve,
                provider -> provider.enabled() && parts.missing(provider).isEmpty());
        Beans.step(registry, "serai-begin-policies", policies::begin);
        Beans.step(registry, "serai-apply-policy", policies::apply);
        Beans.step(registry, "serai-policy-failed", policies::failed);
        AskModel ask = new AskModel();
        Beans.step(registry, "serai-write-question", ask::write);
        Beans.step(registry, "serai-read-answer", ask::read);
        PatternLanguage.bind(registry);
    }
}
