#pragma once

#include "models/domain/plan.h"

#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace billhook::items {

/** A price as a form holds it. There is one for each currency and interval: that is its place. */
struct PriceDraft
{
    QString amount{}; ///< as typed
    QString currency{ QStringLiteral("usd") };
    QString interval{ QStringLiteral("month") };
    int intervalCount = 1;
    bool isDefault = false;

    QString place() const; ///< "usd/month/1"
    QString label() const; ///< "Monthly USD"
    bool operator==(const PriceDraft &) const = default;
};

/** The terms of a plan as a form holds them: what was typed, right or wrong. Archived prices stand in none.
 */
struct PlanDraft
{
    QString name{};
    QString slug{};
    QString description{};
    QString maxUsers{}; ///< empty: unlimited
    QString maxProjects{};
    bool limitsPerUnit = false;
    QStringList features{};
    QString trialDays{}; ///< empty: no trial
    bool isActive = true;
    QList<PriceDraft> prices{};

    bool operator==(const PlanDraft &) const = default;
};

PlanDraft draftOf(const domain::PlanTerms &terms);
PlanDraft emptyDraft(); ///< of a plan that is to be made: one monthly price

QString intervalText(const QString &interval, int count); ///< "Monthly", "Every 3 months"
QString slugFrom(const QString &name); ///< "Team Plus" -> "team-plus"

struct ReadDraft
{
    std::optional<domain::PlanTerms> terms; ///< none while something is wrong
    QMap<QString, QString> problems; ///< by field, each says what would be right
};
ReadDraft readDraft(const PlanDraft &draft);

/**
 * A draft by fields: name, slug, description, is_active, max_users, max_projects, limits_per_unit, features,
 * trial_period_days, default_price, and "price:" with the place of each.
 */
struct DraftField
{
    QString key;
    QString label;
    QString value; ///< for people; empty: none

    bool operator==(const DraftField &) const = default;
};
QList<DraftField> fieldsOf(const PlanDraft &draft);

struct DraftDifference
{
    QString key;
    QString label;
    QString before; ///< empty: none
    QString after;
};
QList<DraftDifference> differences(const PlanDraft &before, const PlanDraft &after);

/** `into` with that field as `from` has it. */
PlanDraft withField(PlanDraft into, const PlanDraft &from, const QString &key);

/** Mine over theirs: what I have not touched since `base` becomes what they made of it. */
PlanDraft merged(const PlanDraft &base, const PlanDraft &mine, const PlanDraft &theirs);

} // namespace billhook::items
