#include "tests/support/lifecycleshape.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace billhook::support {

using domain::FactKind;
using domain::Phase;
using domain::State;

namespace {

std::string numberOrNull(std::optional<std::int64_t> value)
{
    return value ? std::to_string(*value) : "null";
}

bool isTerminal(const Shape &shape)
{
    return shape.status == "canceled" || shape.status == "incomplete_expired";
}

std::int64_t numberAfter(std::string_view text, std::string_view key)
{
    const auto position = text.find(key);
    std::int64_t value = 0;
    if (position != std::string_view::npos) {
        const auto digits = text.substr(position + key.size());
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    }
    return value;
}

} // namespace

State render(const Shape &shape, const std::string &id)
{
    State state;
    state.fields = {
        { "id", '"' + id + '"' },
        { "status", '"' + shape.status + '"' },
        { "created", std::to_string(shape.created) },
        { "start_date", std::to_string(shape.created) },
        { "ended_at", numberOrNull(shape.endedAt) },
        { "currency", "\"usd\"" },
        { "items",
            R"([{"id":"si_)" + id + R"(","price":"price_)" + std::to_string(shape.unitAmount)
                + R"(","quantity":)" + std::to_string(shape.quantity) + R"(,"unit_amount":)"
                + std::to_string(shape.unitAmount) + "}]" },
        { "discounts", shape.hasDiscount ? R"([{"coupon":"HALF","id":"di_1"}])" : "[]" },
        { "metadata", R"({"note":")" + std::to_string(shape.note) + "\"}" },
        { "cancel_at_period_end", shape.cancelAtPeriodEnd ? "true" : "false" },
        { "current_period_start", std::to_string(shape.periodStart) },
        { "current_period_end", std::to_string(shape.periodStart + month) },
    };
    return state;
}

Phase phaseOf(const Shape &shape, FactKind kind)
{
    if (kind == FactKind::Created) {
        return Phase::Birth;
    }
    if (kind == FactKind::Deleted || isTerminal(shape)) {
        return Phase::Terminal;
    }
    return shape.status == "incomplete" ? Phase::Early : Phase::Living;
}

std::vector<std::string> changedFields(const State &before, const State &after)
{
    std::vector<std::string> result;
    for (const auto &[name, value] : after.fields) {
        if (before.raw(name) != value) {
            result.push_back(name);
        }
    }
    return result;
}

void TruthKeeper::record(Phase phase, std::int64_t stamp, const State &state)
{
    auto eff = stamp;
    if (phase == Phase::Birth) {
        eff = std::min(stamp, state.integer("created").value_or(stamp));
    } else if (phase == Phase::Terminal) {
        eff = std::min(stamp, state.integer("ended_at").value_or(stamp));
    }
    if (phase == Phase::Terminal && !m_isEnded) {
        m_isEnded = true;
        std::erase_if(m_revisions, [eff](const TrueRevision &revision) { return revision.eff >= eff; });
    }
    if (!m_revisions.empty() && m_revisions.back().eff >= eff) {
        m_revisions.back().state = state;
    } else {
        m_revisions.push_back({ eff, state });
    }
}

void TruthKeeper::finish()
{
    const auto equal = std::unique(m_revisions.begin(), m_revisions.end(),
        [](const TrueRevision &left, const TrueRevision &right) { return left.state == right.state; });
    m_revisions.erase(equal, m_revisions.end());
}

std::optional<std::int64_t> annualOf(const domain::State &state)
{
    static constexpr std::string_view known[] = { R"("active")", R"("past_due")", R"("trialing")",
        R"("incomplete")", R"("incomplete_expired")", R"("canceled")", R"("unpaid")", R"("paused")" };
    const auto status = state.raw("status");
    const auto *const position = std::find(std::begin(known), std::end(known), status);
    if (position == std::end(known)) {
        return std::nullopt;
    }
    if (position >= std::begin(known) + 2) {
        return 0;
    }
    const auto items = state.raw("items");
    const auto amount = numberAfter(items, R"("quantity":)") * numberAfter(items, R"("unit_amount":)") * 12;
    return state.raw("discounts") == "[]" ? amount : amount / 2;
}

} // namespace billhook::support
