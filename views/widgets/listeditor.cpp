#include "views/widgets/listeditor.h"

#include "views/theme/icons.h"
#include "views/widgets/formfield.h"
#include "views/widgets/textfield.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace billhook::widgets {

using namespace Qt::StringLiterals;

namespace {

QToolButton *toolButton(const QString &icon, const QString &name)
{
    auto *button = new QToolButton;
    button->setIcon(theme::icon(icon));
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setProperty("kind", u"ghost"_s);
    button->setProperty("controlSize", u"tiny"_s);
    return button;
}

} // namespace

ListEditor::ListEditor(const QString &lineName, QWidget *parent)
    : QWidget(parent)
    , m_lineName(lineName)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(theme::metric::space1);
}

void ListEditor::setItems(const QStringList &items)
{
    setCount(items.size());
    for (qsizetype index = 0; index < items.size(); ++index) {
        m_lines[static_cast<std::size_t>(index)].field->showText(items.at(index));
    }
    setProblem(m_problem);
}

QStringList ListEditor::items() const
{
    QStringList items;
    for (const Line &line : m_lines) {
        items.append(line.field->text());
    }
    return items;
}

void ListEditor::setProblem(const QString &problem)
{
    m_problem = problem;
    for (std::size_t index = 0; index < m_lines.size(); ++index) {
        TextField &field = *m_lines[index].field;
        const bool wrong = !problem.isEmpty() && field.text().trimmed().isEmpty();
        field.setState(wrong ? FieldState::Error : FieldState::Default);
        describe(field, u"%1 %2"_s.arg(m_lineName).arg(index + 1), wrong ? problem : QString());
    }
}

void ListEditor::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    for (const Line &line : m_lines) {
        line.field->setReadOnly(readOnly);
        for (QWidget *tool : line.tools) {
            tool->setVisible(!readOnly);
        }
    }
}

void ListEditor::addLine()
{
    insert(static_cast<qsizetype>(m_lines.size()));
}

void ListEditor::setCount(qsizetype count)
{
    while (static_cast<qsizetype>(m_lines.size()) > count) {
        m_lines.back().row->deleteLater();
        m_lines.back().row->hide();
        m_lines.pop_back();
    }
    while (static_cast<qsizetype>(m_lines.size()) < count) {
        m_lines.push_back(makeLine());
    }
}

ListEditor::Line ListEditor::makeLine()
{
    Line line;
    line.row = new QWidget(this);
    line.field = new TextField;
    line.field->setProperty("controlSize", u"small"_s);
    line.field->setReadOnly(m_readOnly);
    line.field->installEventFilter(this);
    auto *layout = new QHBoxLayout(line.row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(line.field, 1);
    const TextField *field = line.field;
    const auto add = [&](const QString &icon, const QString &name, auto act) {
        QToolButton *button = toolButton(icon, name);
        button->setVisible(!m_readOnly);
        layout->addWidget(button);
        line.tools.push_back(button);
        connect(button, &QToolButton::clicked, this, [this, field, act] { act(lineOf(field)); });
    };
    add(u"arrow-up"_s, tr("Move up"), [this](qsizetype index) { move(index, -1); });
    add(u"arrow-down"_s, tr("Move down"), [this](qsizetype index) { move(index, 1); });
    add(u"x"_s, tr("Remove"), [this](qsizetype index) { remove(index); });
    connect(line.field, &QLineEdit::textEdited, this, [this] { tell(items()); });
    m_layout->addWidget(line.row);
    return line;
}

qsizetype ListEditor::lineOf(const QObject *field) const
{
    const auto found = std::find_if(
        m_lines.begin(), m_lines.end(), [field](const Line &line) { return line.field == field; });
    return found - m_lines.begin();
}

bool ListEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress || m_readOnly) {
        return QWidget::eventFilter(watched, event);
    }
    const auto *key = static_cast<QKeyEvent *>(event);
    const qsizetype index = lineOf(watched);
    if (key->modifiers() == Qt::AltModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
        move(index, key->key() == Qt::Key_Up ? -1 : 1);
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        insert(index + 1);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ListEditor::insert(qsizetype index)
{
    QStringList changed = items();
    changed.insert(index, QString());
    setItems(changed);
    m_lines[static_cast<std::size_t>(index)].field->setFocus(Qt::OtherFocusReason);
    tell(changed);
}

void ListEditor::move(qsizetype index, int by)
{
    QStringList changed = items();
    const qsizetype target = index + by;
    if (target < 0 || target >= changed.size()) {
        return;
    }
    changed.move(index, target);
    setItems(changed);
    m_lines[static_cast<std::size_t>(target)].field->setFocus(Qt::OtherFocusReason);
    tell(changed);
}

void ListEditor::remove(qsizetype index)
{
    QStringList changed = items();
    changed.removeAt(index);
    setItems(changed);
    if (!m_lines.empty()) {
        const qsizetype next = std::min<qsizetype>(index, changed.size() - 1);
        m_lines[static_cast<std::size_t>(next)].field->setFocus(Qt::OtherFocusReason);
    }
    tell(changed);
}

void ListEditor::tell(const QStringList &items)
{
    Q_EMIT itemsEdited(items);
}

} // namespace billhook::widgets
