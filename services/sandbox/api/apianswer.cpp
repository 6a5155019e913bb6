#include "services/sandbox/api/apianswer.h"

#include "services/sandbox/engine/jsonvalues.h"

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

ApiAnswer errorAnswer(const Refusal &refusal)
{
    auto error = refusal.more;
    error.insert(u"type"_s, text(refusal.type));
    error.insert(u"message"_s, text(refusal.message));
    if (!refusal.code.empty()) {
        error.insert(u"code"_s, text(refusal.code));
        error.insert(u"doc_url"_s, text("https://stripe.com/docs/error-codes/" + refusal.code));
    }
    if (!refusal.param.empty()) {
        error.insert(u"param"_s, text(refusal.param));
    }
    return { refusal.status, { { u"error"_s, error } } };
}

} // namespace billhook::sandbox
