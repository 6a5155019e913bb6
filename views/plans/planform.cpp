#include "views/plans/planform.h"

#include "views/plans/planhead.h"
#include "views/plans/pricetable.h"
#include "views/theme/icons.h"
#include "views/widgets/fieldmessage.h"
#include "views/widgets/formfield.h"
#include "views/widgets/listeditor.h"
#include "views/widgets/switch.h"
#include "views/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <utility>

namespace billhook::plans {

using namespace Qt::StringLiterals;
using billing::PlanEdit;
using items::PlanDraft;
using theme::Color;
using theme::Type;
using widgets::FieldState;
using widgets::FormField;
using widgets::TextLabel;
using widgets::Tone;

namespace {

constexpr int side = 24;

TextLabel *label(Type type, Color color, const QString &text = {})
{
    auto *made = new TextLabel(type, color);
    made->setText(text);
    return made;
}

QPushButton *button(const QString &text, const QString &kind, const QString &name)
{
    auto *made = new QPushButton(text);
    made->setProperty("kind", kind);
    made->setObjectName(name);
    return made;
}

class Hairline final : public QWidget
{
public:
    Hairline() { setFixedHeight(1); }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter(this).fillRect(rect(), theme::color(Color::Hairline, palette()));
    }
};

} // namespace

PlanForm::PlanForm(PlanEditor &editor, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_head(new PlanHead(editor))
{
    setAccessibleName(tr("Plan"));
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(makeFields());
    scroll->viewport()->setAutoFillBackground(false);
    scroll->widget()->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeFoot());
}

QWidget *PlanForm::makeFields()
{
    auto *fields = new QWidget;
    auto *rows = new QVBoxLayout(fields);
    rows->setContentsMargins(side, 12, side, 16);
    rows->setSpacing(12);
    addTexts(*rows);
    rows->addWidget(new Hairline);
    addPrices(*rows);
    rows->addWidget(new Hairline);
    addLimits(*rows);
    rows->addWidget(new Hairline);
    addFeatures(*rows);
    m_wholeMessage = new widgets::FieldMessage;
    rows->addWidget(m_wholeMessage);
    rows->addStretch();
    return fields;
}

QWidget *PlanForm::makeFoot()
{
    auto *foot = new QWidget;
    foot->setFixedHeight(theme::metric::header);
    m_count = label(Type::Body, Color::Muted);
    m_count->setObjectName(u"plan_count"_s);
    m_discard = button(tr("&Discard"), u"secondary"_s, u"plan_discard"_s);
    connect(m_discard, &QPushButton::clicked, &m_editor, &PlanEditor::discard);
    auto *layout = new QHBoxLayout(foot);
    layout->setContentsMargins(side, 0, side, 0);
    layout->addWidget(m_count, 1);
    layout->addWidget(m_discard);
    return foot;
}

FormField *PlanForm::addText(
    const QString &key, const QString &name, QString PlanDraft::*member, const QString &hint)
{
    auto *field = new widgets::TextField;
    field->setObjectName(u"plan_"_s + key);
    auto *frame = new FormField(name, field, hint);
    m_texts[key] = { field, frame, member };
    connect(field, &QLineEdit::textEdited, this, [this, key, member](const QString &typed) {
        PlanDraft draft = m_editor.draft();
        const bool follows = key == u"name" && m_editor.kind() == PlanEdit::Kind::Create
            && draft.slug == items::slugFrom(draft.name);
        draft.*member = typed;
        if (follows) {
            draft.slug = items::slugFrom(typed);
        }
        m_editor.change(key, draft);
    });
    return frame;
}

void PlanForm::addTexts(QVBoxLayout &rows)
{
    auto *first = new QHBoxLayout;
    first->setSpacing(12);
    first->addWidget(addText(u"name"_s, tr("Name"), &PlanDraft::name), 1);
    first->addWidget(addText(u"slug"_s, tr("Slug"), &PlanDraft::slug, tr("for programs")), 1);
    rows.addLayout(first);
    rows.addWidget(
        addText(u"description"_s, tr("Description"), &PlanDraft::description, tr("shown at checkout")));
    m_active = new widgets::Switch(tr("Active"));
    m_active->setObjectName(u"plan_is_active"_s);
    m_active->setAccessibleDescription(tr("New customers can subscribe; off only hides the plan."));
    connect(m_active, &QAbstractButton::clicked, this, [this](bool on) {
        PlanDraft draft = m_editor.draft();
        draft.isActive = on;
        m_editor.change({}, draft);
    });
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_active);
    line->addWidget(
        label(Type::Body, Color::Muted, tr("New customers can subscribe; off only hides the plan.")), 1);
    rows.addLayout(line);
}

QPushButton *PlanForm::addHead(QVBoxLayout &rows, const QString &title, const QString &action)
{
    auto *line = new QHBoxLayout;
    auto *name = label(Type::Body, Color::Text, title);
    name->setWeight(QFont::DemiBold);
    line->addWidget(name, 1);
    QPushButton *made = nullptr;
    if (!action.isEmpty()) {
        made = button(action, u"link"_s, {});
        made->setIcon(theme::icon(u"plus"_s, Color::Accent));
        made->setProperty("controlSize", u"tiny"_s);
        line->addWidget(made);
    }
    rows.addLayout(line);
    return made;
}

void PlanForm::addPrices(QVBoxLayout &rows)
{
    m_addPrice = addHead(rows, tr("Prices"), tr("Add price"));
    m_addPrice->setObjectName(u"plan_add_price"_s);
    connect(m_addPrice, &QPushButton::clicked, this, &PlanForm::addPrice);
    m_prices = new PriceTable;
    rows.addWidget(m_prices);
    m_defaultMessage = new widgets::FieldMessage;
    rows.addWidget(m_defaultMessage);
    connect(m_prices, &PriceTable::pricesEdited, this,
        [this](const QString &field, const QList<items::PriceDraft> &prices) {
            PlanDraft draft = m_editor.draft();
            draft.prices = prices;
            m_editor.change(field, draft);
        });
}

void PlanForm::addPrice()
{
    PlanDraft draft = m_editor.draft();
    items::PriceDraft price;
    const auto taken = [&draft](const items::PriceDraft &wanted) {
        return std::any_of(draft.prices.cbegin(), draft.prices.cend(),
            [&wanted](const items::PriceDraft &known) { return known.place() == wanted.place(); });
    };
    for (const QString &currency : { u"usd"_s, u"eur"_s, u"gbp"_s, u"jpy"_s, u"cad"_s }) {
        price.currency = currency;
        if (!taken(price)) {
            break;
        }
    }
    price.isDefault = draft.prices.isEmpty();
    draft.prices.append(price);
    m_editor.change({}, draft);
    m_prices->focusLast();
}

void PlanForm::addLimits(QVBoxLayout &rows)
{
    addHead(rows, tr("Limits"), {});
    auto *line = new QHBoxLayout;
    line->setSpacing(12);
    line->addWidget(addText(u"max_users"_s, tr("Members"), &PlanDraft::maxUsers), 1);
    line->addWidget(addText(u"max_projects"_s, tr("Projects"), &PlanDraft::maxProjects), 1);
    line->addWidget(addText(u"trial_period_days"_s, tr("Trial"), &PlanDraft::trialDays), 1);
    m_texts[u"max_users"_s].field->setUnit(tr("members"));
    m_texts[u"max_projects"_s].field->setUnit(tr("projects"));
    m_texts[u"trial_period_days"_s].field->setUnit(tr("days"));
    for (const QString &key : { u"max_users"_s, u"max_projects"_s }) {
        m_texts[key].field->setPlaceholderText(tr("Unlimited"));
    }
    m_texts[u"trial_period_days"_s].field->setPlaceholderText(tr("None"));
    rows.addLayout(line);
    m_perUnit = new widgets::Switch(tr("Limits per seat"));
    m_perUnit->setObjectName(u"plan_limits_per_unit"_s);
    m_perUnit->setAccessibleDescription(tr("The limits are multiplied by the subscription’s quantity."));
    connect(m_perUnit, &QAbstractButton::clicked, this, [this](bool on) {
        PlanDraft draft = m_editor.draft();
        draft.limitsPerUnit = on;
        m_editor.change({}, draft);
    });
    auto *units = new QHBoxLayout;
    units->setSpacing(8);
    units->addWidget(m_perUnit);
    units->addWidget(label(Type::Body, Color::Muted, tr("Multiplied by the subscription’s quantity.")), 1);
    rows.addLayout(units);
}

void PlanForm::addFeatures(QVBoxLayout &rows)
{
    m_addFeature = addHead(rows, tr("Features"), tr("Add feature"));
    m_addFeature->setObjectName(u"plan_add_feature"_s);
    m_features = new widgets::ListEditor(tr("Feature"));
    m_features->setObjectName(u"plan_features"_s);
    rows.addWidget(m_features);
    m_featuresMessage = new widgets::FieldMessage;
    rows.addWidget(m_featuresMessage);
    connect(m_addFeature, &QPushButton::clicked, m_features, &widgets::ListEditor::addLine);
    connect(m_features, &widgets::ListEditor::itemsEdited, this, [this](const QStringList &items) {
        PlanDraft draft = m_editor.draft();
        const bool typed = draft.features.size() == items.size();
        draft.features = items;
        m_editor.change(typed ? u"features"_s : QString(), draft);
    });
}

void PlanForm::setHolders(const std::optional<billing::PriceHolders> &holders)
{
    m_holders = holders;
    fillPrices();
}

void PlanForm::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    fill();
}

void PlanForm::fill()
{
    setVisible(m_editor.isOpen());
    if (!m_editor.isOpen()) {
        return;
    }
    m_head->fill(m_readOnly);
    fillTexts();
    fillPrices();
    const PlanDraft &draft = m_editor.draft();
    m_active->setChecked(draft.isActive);
    m_perUnit->setChecked(draft.limitsPerUnit);
    m_active->setEnabled(!m_readOnly && m_editor.kind() == PlanEdit::Kind::Update);
    m_perUnit->setEnabled(!m_readOnly);
    m_features->setItems(draft.features);
    m_features->setReadOnly(m_readOnly);
    const QString features = m_editor.problems().value(u"features"_s);
    m_features->setProblem(features);
    m_featuresMessage->setMessage(features, Tone::Danger);
    m_wholeMessage->setMessage(m_editor.problems().value({}), Tone::Danger);
    for (QPushButton *add : { m_addPrice, m_addFeature }) {
        add->setVisible(!m_readOnly);
    }
    fillFoot();
}

void PlanForm::fillTexts()
{
    const auto problems = m_editor.problems();
    for (const auto &[key, text] : m_texts) {
        const QString value = m_editor.draft().*text.member;
        const QString problem = problems.value(key);
        const bool changed = value != m_editor.base().*text.member;
        // An empty form is not wrong from its first moment on.
        const bool untouched = value.isEmpty() && m_editor.kind() == PlanEdit::Kind::Create;
        text.field->showText(value);
        text.field->setReadOnly(m_readOnly);
        text.field->setState(!problem.isEmpty() && !untouched ? FieldState::Error
                : changed                                     ? FieldState::Dirty
                                                              : FieldState::Default);
        text.frame->setMessage(problem, untouched ? Tone::Neutral : Tone::Danger);
    }
}

void PlanForm::fillPrices()
{
    m_prices->show({ m_editor.draft().prices, m_editor.base().prices, m_editor.plan().terms.prices, m_holders,
        m_editor.problems(), m_readOnly });
    m_defaultMessage->setMessage(m_editor.problems().value(u"default_price"_s), Tone::Danger);
}

void PlanForm::fillFoot()
{
    const qsizetype changes = m_editor.changes().size();
    const qsizetype errors = m_editor.problems().size();
    const QString counted = changes == 1 ? tr("1 change") : tr("%1 changes").arg(changes);
    const QString wrong = errors == 1 ? tr("1 error") : tr("%1 errors").arg(errors);
    m_count->setText(m_readOnly   ? tr("Read only")
            : !m_editor.isDirty() ? tr("No changes")
            : errors == 0         ? counted
                                  : u"%1, %2"_s.arg(counted, wrong));
    m_count->setColor(errors > 0 && m_editor.isDirty() ? Color::Danger : Color::Muted);
    m_discard->setEnabled(m_editor.isDirty() && !m_editor.isBusy());
    m_discard->setVisible(!m_readOnly);
}

void PlanForm::focusProblem()
{
    const auto problems = m_editor.problems();
    for (const auto *key : { "name", "slug", "description" }) {
        if (problems.contains(QLatin1StringView(key))) {
            m_texts[QLatin1StringView(key)].field->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    const auto fields = m_prices->findChildren<widgets::TextField *>();
    for (widgets::TextField *field : fields) {
        if (!field->accessibleDescription().isEmpty()) {
            field->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    for (const auto &[key, text] : m_texts) {
        if (problems.contains(key)) {
            text.field->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

void PlanForm::focusFirst()
{
    m_texts[u"name"_s].field->setFocus(Qt::OtherFocusReason);
}

void PlanForm::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(Color::Card, palette()));
    const QColor line = theme::color(Color::CardBorder, palette());
    painter.fillRect(0, 0, 1, height(), line);
    painter.fillRect(0, m_head->height() - 1, width(), 1, line);
    painter.fillRect(0, height() - theme::metric::header, width(), 1, line);
}

} // namespace billhook::plans
