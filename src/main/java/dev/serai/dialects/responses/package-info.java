/**
 * OpenAI's Responses: requests as clients send them, over a dialect of chat or as they are, and answers as clients expect
 * them. Nothing is kept between requests.
 */
@NullMarked
package dev.serai.dialects.responses;

import org.jspecify.annotations.NullMarked;
