#include "services/sandbox/engine/faultplan.h"

#include <utility>

namespace billhook::sandbox {

namespace {

const std::map<std::string, FaultKind> &kindsByName()
{
    static const std::map<std::string, FaultKind> kinds{ { "latency", FaultKind::Latency },
        { "rate_limit", FaultKind::RateLimit }, { "error_before", FaultKind::ErrorBefore },
        { "error_after", FaultKind::ErrorAfter }, { "drop_before", FaultKind::DropBefore },
        { "drop_after", FaultKind::DropAfter }, { "truncate", FaultKind::Truncate },
        { "webhook_twice", FaultKind::WebhookTwice }, { "webhook_late", FaultKind::WebhookLate },
        { "webhook_withheld", FaultKind::WebhookWithheld } };
    return kinds;
}

bool concerns(const Fault &fault, const std::string &method, const std::string &path)
{
    return (fault.method.empty() || fault.method == method) && path.starts_with(fault.path);
}

} // namespace

std::optional<FaultKind> faultKindOf(const std::string &name)
{
    const auto found = kindsByName().find(name);
    return found == kindsByName().end() ? std::nullopt : std::optional<FaultKind>(found->second);
}

std::vector<std::string> faultNames()
{
    std::vector<std::string> names;
    for (const auto &[name, kind] : kindsByName()) {
        names.push_back(name);
    }
    return names;
}

bool isWebhookFault(FaultKind kind)
{
    return kind == FaultKind::WebhookTwice || kind == FaultKind::WebhookLate
        || kind == FaultKind::WebhookWithheld;
}

void FaultPlan::chance(std::uint64_t seed, std::map<FaultKind, int> permille)
{
    m_random = Random(seed);
    m_permille = std::move(permille);
}

void FaultPlan::clear()
{
    m_asked.clear();
    m_permille.clear();
}

std::vector<Fault> FaultPlan::forCall(const std::string &method, const std::string &path)
{
    return next(/*webhook=*/false, method, path);
}

std::vector<Fault> FaultPlan::forWebhook(const std::string &eventType)
{
    return next(/*webhook=*/true, "", eventType);
}

std::vector<Fault> FaultPlan::next(bool webhook, const std::string &method, const std::string &path)
{
    std::vector<Fault> faults;
    for (auto &fault : m_asked) {
        if (isWebhookFault(fault.kind) != webhook || !concerns(fault, method, path)) {
            continue;
        }
        if (fault.skip > 0) {
            --fault.skip;
        } else {
            --fault.times;
            faults.push_back(fault);
        }
    }
    std::erase_if(m_asked, [](const Fault &fault) { return fault.times <= 0; });
    for (const auto &[kind, permille] : m_permille) {
        if (isWebhookFault(kind) == webhook && m_random.chance(permille)) {
            Fault fault;
            fault.kind = kind;
            fault.milliseconds = static_cast<int>(m_random.between(20, 400));
            faults.push_back(fault);
        }
    }
    return faults;
}

} // namespace billhook::sandbox
