package dev.serai.http;

import dev.serai.errors.GatewayError;

/**
 * By which exception an AWS SDK knows an error of ours: on Bedrock's paths it is in a header, beside the envelope that is
 * everybody's. Pure functions.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors">
 *     Bedrock: errors of Converse</a>
 */
final class AwsErrorType {
    static final String HEADER = "x-amzn-errortype";

    /** The variable that says that the request came by one of Bedrock's paths. */
    static final String VARIABLE = "awsErrors";

    private AwsErrorType() {}

    static String of(GatewayError error) {
        return switch (error.status()) {
            case 401, 403 -> "AccessDeniedException";
            case 404 -> "ResourceNotFoundException";
            case 408, 504 -> "ModelTimeoutException";
            case 429 -> "ThrottlingException";
            case 503 -> "ServiceUnavailableException";
            default -> error.status() >= 500 ? "InternalServerException" : "ValidationException";
        };
    }
}
