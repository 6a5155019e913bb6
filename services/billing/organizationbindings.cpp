#include "services/billing/organizationbindings.h"

#include <QUuid>

namespace billhook::billing {

using namespace Qt::StringLiterals;
using postgres::Bindings;

namespace {

constexpr int shortestPiece = 3; ///< what the words' index can look for inside a word
constexpr int shortestCustomer = 8; ///< "cus_" and enough to tell customers apart

/** The text with its own wildcards taken literally. */
QString escaped(const QString &text)
{
    QString pattern = text;
    return pattern.replace(u'\\', u"\\\\"_s).replace(u'%', u"\\%"_s).replace(u'_', u"\\_"_s);
}

/** A null string would be bound as NULL, which equals nothing. */
QString present(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

bool hasText(OrganizationSort sort)
{
    return sort == OrganizationSort::Name || sort == OrganizationSort::Plan || sort == OrganizationSort::Mrr
        || sort == OrganizationSort::Currency || sort == OrganizationSort::Renewal;
}

bool hasNumber(OrganizationSort sort)
{
    return sort != OrganizationSort::Name && sort != OrganizationSort::Renewal;
}

void addFilters(Bindings &bindings, const OrganizationQuery &query)
{
    bindings.emplace_back(u":archived"_s, query.archived);
    bindings.emplace_back(u":status"_s, present(query.status));
    bindings.emplace_back(u":plan"_s, present(query.plan));
    bindings.emplace_back(u":currency"_s, present(query.currency));
}

void addPieces(Bindings &bindings, const SoughtText &text)
{
    bindings.emplace_back(u":piece"_s, present(text.piece));
    bindings.emplace_back(u":other_piece"_s, present(text.otherPiece));
    bindings.emplace_back(u":customer"_s, present(text.customer));
}

} // namespace

SoughtText soughtText(const QString &text)
{
    const QString sought = text.trimmed();
    if (sought.isEmpty()) {
        return {};
    }
    if (sought.startsWith("cus_"_L1) && sought.size() >= shortestCustomer) {
        return { {}, {}, escaped(sought) + u'%', {} };
    }
    if (const QUuid id = QUuid::fromString(sought); !id.isNull()) {
        return { {}, {}, {}, id.toString(QUuid::WithoutBraces) };
    }
    const QString folded = escaped(sought.toLower());
    if (sought.size() < shortestPiece) {
        return { folded + u'%', u"% "_s + folded + u'%', {}, {} };
    }
    return { u'%' + folded + u'%', u'%' + folded + u'%', {}, {} };
}

QString sortName(OrganizationSort sort)
{
    switch (sort) {
    case OrganizationSort::Name:
        return u"name"_s;
    case OrganizationSort::Status:
        return u"status"_s;
    case OrganizationSort::Plan:
        return u"plan"_s;
    case OrganizationSort::Mrr:
        return u"mrr"_s;
    case OrganizationSort::Currency:
        return u"currency"_s;
    case OrganizationSort::Members:
        return u"members"_s;
    case OrganizationSort::Renewal:
        return u"renewal"_s;
    }
    return u"name"_s;
}

Bindings filterBindings(const OrganizationQuery &query)
{
    Bindings bindings;
    addFilters(bindings, query);
    addPieces(bindings, soughtText(query.text));
    return bindings;
}

Bindings foundBindings(const OrganizationQuery &query, const OrganizationBasis &basis)
{
    const SoughtText text = soughtText(query.text);
    Bindings bindings;
    addFilters(bindings, query);
    addPieces(bindings, text);
    bindings.emplace_back(u":organization"_s, present(text.organization));
    bindings.emplace_back(u":most"_s, organizationsFound + 1);
    bindings.emplace_back(u":factors"_s, basis.factors);
    bindings.emplace_back(u":sort"_s, sortName(query.sort));
    bindings.emplace_back(u":descending"_s, query.descending);
    return bindings;
}

Bindings anchorBindings(const OrganizationQuery &query, const OrganizationBasis &basis)
{
    Bindings bindings = filterBindings(query);
    bindings.emplace_back(u":step"_s, organizationAnchorRows);
    if (query.sort == OrganizationSort::Mrr) {
        bindings.emplace_back(u":factors"_s, basis.factors);
    }
    return bindings;
}

Bindings pageBindings(
    const OrganizationQuery &query, const OrganizationBasis &basis, const OrganizationSlice &slice)
{
    const QString nowhere = QUuid().toString(QUuid::WithoutBraces);
    const OrganizationAnchor from = slice.from.value_or(OrganizationAnchor{ {}, 0, nowhere });
    Bindings bindings = filterBindings(query);
    bindings.emplace_back(u":whole"_s, !slice.from);
    if (hasText(query.sort)) {
        // The start has no key, but the text of a time must be one.
        const bool time = query.sort == OrganizationSort::Renewal && !slice.from;
        bindings.emplace_back(u":from_text"_s, time ? u"infinity"_s : present(from.text));
    }
    if (hasNumber(query.sort)) {
        bindings.emplace_back(u":from_number"_s, from.number);
    }
    bindings.emplace_back(u":from_id"_s, from.id);
    bindings.emplace_back(u":skip"_s, slice.skip);
    bindings.emplace_back(u":limit"_s, slice.limit);
    if (query.sort == OrganizationSort::Mrr) {
        const OrganizationAnchor until = slice.until.value_or(OrganizationAnchor{ {}, 0, nowhere });
        bindings.emplace_back(u":factors"_s, basis.factors);
        bindings.emplace_back(u":bounded"_s, slice.until.has_value());
        bindings.emplace_back(u":until_text"_s, present(until.text));
        bindings.emplace_back(u":until_number"_s, until.number);
        bindings.emplace_back(u":until_id"_s, until.id);
    }
    return bindings;
}

} // namespace billhook::billing
