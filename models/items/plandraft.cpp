#include "models/items/plandraft.h"

#include "models/items/moneyinput.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace billhook::items {

using namespace Qt::StringLiterals;
using domain::PlanPrice;
using domain::PlanTerms;

namespace {

constexpr int longestTrial = 730; ///< two years

QString tr(const char *text)
{
    return QCoreApplication::translate("PlanDraft", text);
}

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

template <typename Number> QString numberText(const std::optional<Number> &number)
{
    return number ? QString::number(*number) : QString();
}

std::optional<domain::Currency> currencyOf(const PriceDraft &price)
{
    return domain::Currency::fromCode(price.currency.toStdString());
}

QString priceKey(const PriceDraft &price)
{
    return u"price:"_s + price.place();
}

/** Whole numbers with or without commas; nothing for an empty text; -1 for anything else. */
std::optional<qint64> wholeNumber(const QString &typed)
{
    static const QRegularExpression pattern(u"^([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,12})$"_s);
    const QString bare = typed.trimmed();
    if (bare.isEmpty()) {
        return std::nullopt;
    }
    return pattern.match(bare).hasMatch() ? QString(bare).remove(u',').toLongLong() : -1;
}

/** Reads a draft field by field into terms and problems. */
class Reader final
{
public:
    explicit Reader(const PlanDraft &draft)
        : m_draft(draft)
    { }

    ReadDraft read()
    {
        readTexts();
        m_terms.maxUsers = limit(u"max_users"_s, m_draft.maxUsers);
        m_terms.maxProjects = limit(u"max_projects"_s, m_draft.maxProjects);
        m_terms.limitsPerUnit = m_draft.limitsPerUnit;
        m_terms.isActive = m_draft.isActive;
        readTrial();
        readPrices();
        if (!m_problems.isEmpty()) {
            return { std::nullopt, m_problems };
        }
        if (const auto good = domain::checkTerms(m_terms); !good) {
            return { std::nullopt, { { QString(), text(good.error().message) } } };
        }
        return { m_terms, {} };
    }

private:
    void readTexts()
    {
        m_terms.name = m_draft.name.trimmed().toStdString();
        m_terms.slug = m_draft.slug.trimmed().toStdString();
        m_terms.description = m_draft.description.trimmed().toStdString();
        if (m_terms.name.empty() || m_terms.name.size() > 250) {
            m_problems.insert(u"name"_s, tr("Enter a name of 1 to 250 characters, for example Team."));
        }
        static const QRegularExpression slug(u"^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$"_s);
        if (!slug.match(text(m_terms.slug)).hasMatch()) {
            const QString better = slugFrom(m_draft.slug.isEmpty() ? m_draft.name : m_draft.slug);
            m_problems.insert(u"slug"_s,
                tr("A slug has only a-z, 0-9 and hyphens inside, for example %1.")
                    .arg(better.isEmpty() ? u"team"_s : better));
        }
        for (const QString &feature : m_draft.features) {
            m_terms.features.push_back(feature.trimmed().toStdString());
            if (m_terms.features.back().empty() || m_terms.features.back().size() > 200) {
                m_problems.insert(
                    u"features"_s, tr("Each feature has 1 to 200 characters. Write it, or remove its row."));
            }
        }
    }

    std::optional<std::int64_t> limit(const QString &key, const QString &typed)
    {
        const auto number = wholeNumber(typed);
        if (number && *number < 0) {
            m_problems.insert(
                key, tr("Enter a whole number, for example 25, or leave it empty for unlimited."));
        }
        return number ? std::optional<std::int64_t>(*number) : std::nullopt;
    }

    void readTrial()
    {
        const auto days = wholeNumber(m_draft.trialDays);
        if (days && (*days < 0 || *days > longestTrial)) {
            m_problems.insert(u"trial_period_days"_s,
                tr("Enter whole days from 0 to 730 (two years), or leave it empty for no trial."));
        } else if (days) {
            m_terms.trialPeriodDays = static_cast<int>(*days);
        }
    }

    void readPrices()
    {
        QStringList places;
        for (const PriceDraft &price : m_draft.prices) {
            readPrice(price);
            if (places.contains(price.place())) {
                m_problems.insert(priceKey(price),
                    tr("There are two prices for %1. Remove one, or choose another currency or interval.")
                        .arg(price.label()));
            }
            places.append(price.place());
        }
        const auto isDefault = [](const PriceDraft &price) { return price.isDefault; };
        if (std::count_if(m_draft.prices.begin(), m_draft.prices.end(), isDefault) != 1) {
            m_problems.insert(u"default_price"_s,
                m_draft.prices.isEmpty() ? tr("A plan needs a price. Add one.")
                                         : tr("Choose which price is the default."));
        }
    }

    void readPrice(const PriceDraft &price)
    {
        const auto currency = currencyOf(price);
        if (!currency) {
            m_problems.insert(priceKey(price), tr("A currency has three letters, for example USD."));
            return;
        }
        const auto amount = moneyFrom(price.amount, *currency);
        if (!amount) {
            m_problems.insert(priceKey(price), text(amount.error().message));
            return;
        }
        PlanPrice read{ {}, {}, *amount, price.interval.toStdString(), price.intervalCount, price.isDefault,
            true };
        m_terms.prices.push_back(std::move(read));
    }

    const PlanDraft &m_draft;
    PlanTerms m_terms{ {}, {} };
    QMap<QString, QString> m_problems;
};

QString limitValue(const QString &typed)
{
    return typed.trimmed().isEmpty() ? tr("Unlimited") : typed.trimmed();
}

QString priceValue(const PriceDraft &price)
{
    const auto currency = currencyOf(price);
    const auto amount = currency ? moneyFrom(price.amount, *currency) : domain::Error{};
    return amount ? inputText(*amount) : price.amount;
}

const PriceDraft *priceAt(const PlanDraft &draft, const QString &key)
{
    const auto found = std::find_if(draft.prices.begin(), draft.prices.end(),
        [&key](const PriceDraft &price) { return priceKey(price) == key; });
    return found == draft.prices.end() ? nullptr : &*found;
}

void takePrice(PlanDraft &into, const PlanDraft &from, const QString &key)
{
    const PriceDraft *wanted = priceAt(from, key);
    const auto present = std::find_if(into.prices.begin(), into.prices.end(),
        [&key](const PriceDraft &price) { return priceKey(price) == key; });
    if (present != into.prices.end() && wanted == nullptr) {
        into.prices.erase(present);
    } else if (present != into.prices.end()) {
        present->amount = wanted->amount;
    } else if (wanted != nullptr) {
        into.prices.append(*wanted);
        into.prices.last().isDefault = false;
    }
}

QString defaultPlace(const PlanDraft &draft)
{
    const auto found = std::find_if(
        draft.prices.begin(), draft.prices.end(), [](const PriceDraft &price) { return price.isDefault; });
    return found == draft.prices.end() ? QString() : found->place();
}

/** The fields that hold one text or truth each. */
bool takeSimple(PlanDraft &into, const PlanDraft &from, const QString &key)
{
    static const QMap<QString, QString PlanDraft::*> texts{ { u"name"_s, &PlanDraft::name },
        { u"slug"_s, &PlanDraft::slug }, { u"description"_s, &PlanDraft::description },
        { u"max_users"_s, &PlanDraft::maxUsers }, { u"max_projects"_s, &PlanDraft::maxProjects },
        { u"trial_period_days"_s, &PlanDraft::trialDays } };
    if (const auto member = texts.constFind(key); member != texts.cend()) {
        into.*(*member) = from.*(*member);
        return true;
    }
    if (key == u"limits_per_unit") {
        into.limitsPerUnit = from.limitsPerUnit;
    } else if (key == u"is_active") {
        into.isActive = from.isActive;
    } else if (key == u"features") {
        into.features = from.features;
    } else {
        return false;
    }
    return true;
}

const DraftField *fieldIn(const QList<DraftField> &fields, const QString &key)
{
    const auto found = std::find_if(
        fields.begin(), fields.end(), [&key](const DraftField &field) { return field.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

} // namespace

QString PriceDraft::place() const
{
    return u"%1/%2/%3"_s.arg(currency.toLower(), interval).arg(intervalCount);
}

QString PriceDraft::label() const
{
    return u"%1 %2"_s.arg(intervalText(interval, intervalCount), currency.toUpper());
}

PlanDraft draftOf(const PlanTerms &terms)
{
    PlanDraft draft;
    draft.name = text(terms.name);
    draft.slug = text(terms.slug);
    draft.description = text(terms.description);
    draft.maxUsers = numberText(terms.maxUsers);
    draft.maxProjects = numberText(terms.maxProjects);
    draft.limitsPerUnit = terms.limitsPerUnit;
    draft.trialDays = numberText(terms.trialPeriodDays);
    draft.isActive = terms.isActive;
    for (const std::string &feature : terms.features) {
        draft.features.append(text(feature));
    }
    for (const PlanPrice &price : terms.prices) {
        if (price.isActive) {
            draft.prices.append({ inputText(price.amount), text(price.amount.currency().code()),
                text(price.interval), price.intervalCount, price.isDefault });
        }
    }
    return draft;
}

PlanDraft emptyDraft()
{
    PlanDraft draft;
    PriceDraft price;
    price.isDefault = true;
    draft.prices.append(price);
    return draft;
}

QString intervalText(const QString &interval, int count)
{
    static const QMap<QString, QPair<const char *, const char *>> words{
        { u"day"_s, { QT_TR_NOOP("Daily"), QT_TR_NOOP("Every %1 days") } },
        { u"week"_s, { QT_TR_NOOP("Weekly"), QT_TR_NOOP("Every %1 weeks") } },
        { u"month"_s, { QT_TR_NOOP("Monthly"), QT_TR_NOOP("Every %1 months") } },
        { u"year"_s, { QT_TR_NOOP("Yearly"), QT_TR_NOOP("Every %1 years") } },
    };
    const auto word = words.constFind(interval);
    if (word == words.cend()) {
        return interval;
    }
    return count == 1 ? tr(word->first) : tr(word->second).arg(count);
}

QString slugFrom(const QString &name)
{
    static const QRegularExpression others(u"[^a-z0-9]+"_s);
    QString slug = name.normalized(QString::NormalizationForm_KD).toLower();
    slug.remove(QRegularExpression(u"\\p{M}"_s));
    slug.replace(others, u"-"_s);
    while (slug.startsWith(u'-')) {
        slug.remove(0, 1);
    }
    slug.truncate(100);
    while (slug.endsWith(u'-')) {
        slug.chop(1);
    }
    return slug;
}

ReadDraft readDraft(const PlanDraft &draft)
{
    return Reader(draft).read();
}

QList<DraftField> fieldsOf(const PlanDraft &draft)
{
    QList<DraftField> fields{ { u"name"_s, tr("Name"), draft.name.trimmed() },
        { u"slug"_s, tr("Slug"), draft.slug.trimmed() },
        { u"description"_s, tr("Description"), draft.description.trimmed() },
        { u"is_active"_s, tr("Active"), draft.isActive ? tr("Yes") : tr("No") } };
    for (const PriceDraft &price : draft.prices) {
        fields.append({ priceKey(price), price.label(), priceValue(price) });
        if (price.isDefault) {
            fields.append({ u"default_price"_s, tr("Default price"), price.label() });
        }
    }
    fields += { { u"max_users"_s, tr("Members"), limitValue(draft.maxUsers) },
        { u"max_projects"_s, tr("Projects"), limitValue(draft.maxProjects) },
        { u"limits_per_unit"_s, tr("Limits per seat"), draft.limitsPerUnit ? tr("Yes") : tr("No") },
        { u"features"_s, tr("Features"), draft.features.join(u", "_s) },
        { u"trial_period_days"_s, tr("Trial"),
            draft.trialDays.trimmed().isEmpty() ? QString()
                                                : tr("%1 days").arg(draft.trialDays.trimmed()) } };
    return fields;
}

QList<DraftDifference> differences(const PlanDraft &before, const PlanDraft &after)
{
    const QList<DraftField> old = fieldsOf(before);
    const QList<DraftField> now = fieldsOf(after);
    QList<DraftDifference> found;
    for (const DraftField &field : now) {
        const DraftField *known = fieldIn(old, field.key);
        if (known == nullptr || known->value != field.value) {
            found.append(
                { field.key, field.label, known == nullptr ? QString() : known->value, field.value });
        }
    }
    for (const DraftField &field : old) {
        if (fieldIn(now, field.key) == nullptr) {
            found.append({ field.key, field.label, field.value, {} });
        }
    }
    return found;
}

PlanDraft withField(PlanDraft into, const PlanDraft &from, const QString &key)
{
    if (takeSimple(into, from, key)) {
        return into;
    }
    if (key == u"default_price") {
        const QString place = defaultPlace(from);
        for (PriceDraft &price : into.prices) {
            price.isDefault = price.place() == place;
        }
        return into;
    }
    takePrice(into, from, key);
    return into;
}

PlanDraft merged(const PlanDraft &base, const PlanDraft &mine, const PlanDraft &theirs)
{
    PlanDraft result = theirs;
    for (const DraftDifference &change : differences(base, mine)) {
        result = withField(std::move(result), mine, change.key);
    }
    return result;
}

} // namespace billhook::items
