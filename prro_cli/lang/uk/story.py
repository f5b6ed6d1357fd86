"""Що розповідає `prro demo`."""

# ruff: noqa: E501

from __future__ import annotations

TABLE: dict[str, str] = {
    "1  A register is provisioned": "1  Створюємо ПРРО",
    "The embedded sandbox plays the tax service's fiscal server (it is not the tax service).": "Вбудований навчальний сервер грає роль фіскального сервера податкової (це не податкова).",
    "Throw-away keys, one café, one registered ПРРО.": "Одноразові ключі, одна кав'ярня, один зареєстрований ПРРО.",
    "2  The day begins": "2  День починається",
    "Opening the shift is a document of its own, signed with the cashier's key.": "Відкриття зміни — окремий документ, підписаний ключем касира.",
    "3  Sales: cash with change and rounding, a card, a discount": "3  Продажі: готівка з рештою і заокругленням, картка, знижка",
    "Cash is paid in multiples of 50 kopecks since 01.10.2025; the tax is reckoned from the exact sum.": "З 01.10.2025 готівкою платять суми, кратні 50 копійкам; податок рахують від точної суми.",
    "4  Something comes back, something was a mistake": "4  Щось повернули, а щось було помилкою",
    "A return is bound to its receipt: never more than was sold. Only the last receipt can be reversed.": "Повернення прив'язане до свого чека: не більше, ніж продано. Сторнувати можна лише останній чек.",
    "5  Money in the drawer": "5  Гроші в касі",
    "Service deposits and issues are documents too.": "Службове внесення і службова видача — теж документи.",
    "6  The internet is gone; the shop is open": "6  Інтернет зник, а кав'ярня працює",
    "The next sale goes on offline by itself: a session number, a control number, a chain of hashes.": "Наступний продаж сам переходить в офлайн: номер сесії, контрольне число, ланцюжок гешів.",
    "The Z-report and the closing of the shift are lawful without a link too.": "Z-звіт і закриття зміни законні й без зв'язку.",
    "7  The internet is back": "7  Інтернет повернувся",
    "What waits is sent in packages, strictly in order, and the next offline numbers are taken.": "Те, що чекало, надсилається пакетами, суворо за порядком; отримано наступні офлайн-номери.",
    "8  Nothing lost, doubled or unexplained": "8  Нічого не загублено, не подвоєно, не лишено без пояснення",
    "The tax server's books, the journal and every hash of it are compared.": "Звіряємо облік податкового сервера, журнал і кожен геш у ньому.",
}
