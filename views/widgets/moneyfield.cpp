#include "views/widgets/moneyfield.h"

#include "models/items/localetext.h"
#include "models/items/moneyformat.h"
#include "models/items/moneyinput.h"

#include <QHBoxLayout>

namespace billhook::widgets {

namespace {

domain::Result<domain::Money> read(const QString &text, const QString &code)
{
    const auto currency = domain::Currency::fromCode(code.toStdString());
    if (!currency) {
        return domain::Error{ domain::ErrorKind::InvalidInput, "bad_currency",
            MoneyField::tr("Choose a currency first.").toStdString(), {} };
    }
    return items::moneyFrom(text, *currency);
}

} // namespace

MoneyField::MoneyField(QWidget *parent)
    : QWidget(parent)
    , m_field(new TextField)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_field);
    m_field->setAlignment(Qt::AlignRight);
    setFocusProxy(m_field);
    connect(m_field, &QLineEdit::textEdited, this, &MoneyField::textEdited);
}

void MoneyField::setCurrency(const QString &code)
{
    m_currency = code;
}

void MoneyField::showText(const QString &text)
{
    m_field->showText(text);
}

void MoneyField::setFormer(const std::optional<domain::Money> &former)
{
    m_field->setFormer(former ? items::MoneyFormat(items::shownLocale()).amount(*former) : QString());
}

std::optional<domain::Money> MoneyField::money() const
{
    const auto money = read(text(), m_currency);
    return money ? std::optional(*money) : std::nullopt;
}

QString MoneyField::problem() const
{
    const auto money = read(text(), m_currency);
    return money ? QString() : QString::fromStdString(money.error().message);
}

} // namespace billhook::widgets
