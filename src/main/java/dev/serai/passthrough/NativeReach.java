package dev.serai.passthrough;

/** How much of a provider's API a caller may call. */
public enum NativeReach {
    /** What runs a model, counts its tokens, lists or describes models. */
    MODELS,

    /** And what else there is, but for management: nobody is asked who calls. */
    ALL_BUT_MANAGEMENT,

    /** And management: files, batches, fine-tuning, stored answers. */
    ALL
}
