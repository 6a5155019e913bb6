#include "services/events/signature.h"

#include <cstdlib>
#include <string>

using namespace billhook::events;

/** The first line is the header, the rest the body; the key is not in the corpus, so nothing may be valid. */
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    static const SignatureVerifier verifier({ "whsec_one_nobody_knows", "whsec_another" });
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto end = std::min(bytes.find('\n'), bytes.size());
    const auto body = bytes.substr(std::min(end + 1, bytes.size()));
    if (verifier.verify(bytes.substr(0, end), body, 1'700'000'000) == SignatureVerdict::Valid) {
        std::abort();
    }
    return 0;
}
