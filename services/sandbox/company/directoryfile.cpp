#include "services/sandbox/company/directoryfile.h"

#include "services/sandbox/engine/jsonvalues.h"

#include <algorithm>
#include <set>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

/** Writes one organization with its people and projects. */
class OrganizationLines final
{
public:
    OrganizationLines(const Account &account, Random random, Seconds end, std::string &lines)
        : m_account(account)
        , m_random(random)
        , m_end(end)
        , m_lines(lines)
    { }

    void write()
    {
        writeOrganization();
        const auto people = headcount();
        for (std::int64_t i = 0; i < people; ++i) {
            writePerson(i);
        }
        const auto projects = m_random.between(1, 4) + (m_account.seats > 3 ? m_random.between(0, 4) : 0);
        for (std::int64_t i = 0; i < projects; ++i) {
            writeProject();
        }
    }

private:
    void add(const QJsonObject &object) { m_lines += compact(object) + "\n"; }

    /** Near the seats that are paid for, where seats are what is paid for. */
    std::int64_t headcount()
    {
        for (const auto &subscription : m_account.subscriptions) {
            const auto &item = subscription.items.front();
            if (!subscription.ended() && item.price->perSeat) {
                return m_random.between(std::max<std::int64_t>(1, item.quantity * 3 / 4), item.quantity);
            }
        }
        return m_random.between(1, 2);
    }

    void writeOrganization()
    {
        QJsonObject line{ { u"type"_s, u"organization"_s }, { u"id"_s, text(m_account.organizationId) },
            { u"name"_s, text(m_account.company.name) }, { u"country"_s, text(m_account.company.country) },
            { u"created_at"_s, text(isoInstant(m_account.signUp - 600)) } };
        if (m_account.link == Link::Directory && m_account.customer.exists) {
            line.insert(u"stripe_customer_id"_s, text(m_account.customer.id));
        }
        add(line);
    }

    void writePerson(std::int64_t position)
    {
        const auto name = Names::person(m_random, m_account.company.culture);
        const auto id = m_random.uuid();
        auto mail = slug(name);
        if (!m_mails.insert(mail).second) {
            mail += "." + std::to_string(position + 1);
        }
        const auto joined
            = std::min(m_end - 60, m_account.signUp + position * m_random.between(hourLength, 9 * dayLength));
        add({ { u"type"_s, u"user"_s }, { u"id"_s, text(id) },
            { u"email"_s, text(mail + "@" + m_account.company.domain) }, { u"name"_s, text(name) },
            { u"created_at"_s, text(isoInstant(joined)) } });
        const auto *role = position == 0              ? "owner"
            : (position == 1 || m_random.chance(120)) ? "admin"
                                                      : "member";
        const auto *state = position > 0 && m_random.chance(60) ? "invited" : "active";
        add({ { u"type"_s, u"membership"_s }, { u"organization_id"_s, text(m_account.organizationId) },
            { u"user_id"_s, text(id) }, { u"role"_s, text(role) }, { u"state"_s, text(state) } });
    }

    void writeProject()
    {
        const auto created
            = std::min(m_end - 60, m_account.signUp + m_random.between(hourLength, 200 * dayLength));
        add({ { u"type"_s, u"project"_s }, { u"id"_s, text(m_random.uuid()) },
            { u"organization_id"_s, text(m_account.organizationId) },
            { u"name"_s, text(Names::project(m_random)) }, { u"created_at"_s, text(isoInstant(created)) } });
    }

    const Account &m_account;
    Random m_random;
    Seconds m_end;
    std::string &m_lines;
    std::set<std::string> m_mails;
};

} // namespace

std::string directoryLines(const Company &company)
{
    std::string lines;
    const auto &plan = company.plan();
    const auto random = Random(plan.seed).fork(static_cast<std::uint64_t>(plan.end)).fork(77);
    for (const auto &customer : company.customers()) {
        const auto &account = customer.account();
        OrganizationLines(account, random.fork(account.index), plan.end, lines).write();
    }
    return lines;
}

} // namespace billhook::sandbox
