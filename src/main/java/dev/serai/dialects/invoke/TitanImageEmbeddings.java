package dev.serai.dialects.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Titan Multimodal Embeddings, of which OpenAI's API can ask the texts alone.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html">Titan multimodal
 *     embeddings</a>
 */
final class TitanImageEmbeddings extends TitanEmbeddings {

    @Override
    void length(ObjectNode body, int dimensions) {
        body.putObject("embeddingConfig").put("outputEmbeddingLength", dimensions);
    }
}
