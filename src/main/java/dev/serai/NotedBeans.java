package dev.serai;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/** A context's registry that notes what is bound through it, and can take it back. Used by one thread. */
final class NotedBeans implements Registry {
    private final Registry registry;
    /** What had the name before; null: nothing. */
    private final Map<String, @Nullable Object> before = new LinkedHashMap<>();

    NotedBeans(Registry registry) {
        this.registry = registry;
    }

    /** Each name has again what it had. */
    void takeBack() {
        before.forEach((name, bean) -> {
            registry.unbind(name);
            if (bean != null) {
                registry.bind(name, bean);
            }
        });
        before.clear();
    }

    private Registry noting(String name) {
        if (!before.containsKey(name)) {
            before.put(name, registry.lookupByName(name));
        }
        return registry;
    }

    @Override
    public void bind(String name, Class<?> type, Object bean) {
        noting(name).bind(name, type, bean);
    }

    @Override
    public void bind(String name, Class<?> type, Object bean, String initMethod, String destroyMethod) {
        noting(name).bind(name, type, bean, initMethod, destroyMethod);
    }

    @Override
    public void bind(String name, Class<?> type, Supplier<Object> bean) {
        noting(name).bind(name, type, bean);
    }

    @Override
    public void bind(String name, Class<?> type, Supplier<Object> bean, String initMethod, String destroyMethod) {
        noting(name).bind(name, type, bean, initMethod, destroyMethod);
    }

    @Override
    public void bindAsPrototype(String name, Class<?> type, Supplier<Object> bean) {
        noting(name).bindAsPrototype(name, type, bean);
    }

    @Override
    public void unbind(String name) {
        noting(name).unbind(name);
    }

    @Override
    public @Nullable Object lookupByName(String name) {
        return registry.lookupByName(name);
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
        return registry.lookupByNameAndType(name, type);
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return registry.findByTypeWithName(type);
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return registry.findByType(type);
    }

    @Override
    public <T> @Nullable T findSingleByType(Class<T> type) {
        return registry.findSingleByType(type);
    }
}
