#include "services/events/envelope.h"

#include <algorithm>
#include <cstdlib>
#include <string>

using namespace billhook::events;

namespace {

void requireName(const std::string &name)
{
    const bool visible = std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < '\x7F'; });
    if (!visible || name.size() > 255) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char *>(data), size);
    const auto envelope = readEnvelope(body);
    requireName(envelope.id);
    requireName(envelope.type);
    requireName(envelope.apiVersion);
    requireName(envelope.account);
    if (envelope.created && (*envelope.created < 0 || *envelope.created > 253'402'400'000)) {
        std::abort();
    }
    if (digestName(body).size() != 71) {
        std::abort();
    }
    return 0;
}
