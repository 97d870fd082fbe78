//! Nicknames: given names that are one name. Folded; a name may stand in several lines.
//!
//! Small on purpose: the common ones of English, and of Portuguese, Spanish, German and
//! French where letters alone don't tell it.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::sync::LazyLock;

/// Whether both stand in one line.
pub(crate) fn of_one_name(a: &str, b: &str) -> bool {
    let Some(lines) = LINES.get(a) else {
        return false;
    };
    LINES
        .get(b)
        .is_some_and(|others| lines.iter().any(|line| others.contains(line)))
}

/// In which lines a name stands.
static LINES: LazyLock<HashMap<&str, Vec<usize>, FixedState>> = LazyLock::new(|| {
    let mut lines: HashMap<&str, Vec<usize>, FixedState> = HashMap::default();
    for (number, names) in NAMES.iter().enumerate() {
        for name in names.split(' ') {
            lines.entry(name).or_default().push(number);
        }
    }
    lines
});

const NAMES: &[&str] = &[
    "abigail abby gail",
    "albert al bert bertie",
    "alexander alex alec sandy xander sasha",
    "alexandra alex sandra sandy sasha",
    "alfred alf fred alfie",
    "amanda mandy",
    "andrew andy drew",
    "anthony tony antony",
    "antonio toni tonio tonho",
    "barbara barb babs",
    "benjamin ben benny",
    "bernard bernie",
    "beatriz bia",
    "carlos carlinhos charly",
    "caroline carol carrie caro",
    "catherine cathy kate katie kathy kitty katherine",
    "charles charlie chuck chas",
    "christian chris",
    "christina chris tina christine",
    "christopher chris kit topher",
    "daniel dan danny",
    "david dave davy",
    "deborah deb debbie debra",
    "donald don",
    "dorothy dot dolly",
    "edmund ed ned",
    "edward ed eddie ned ted teddy",
    "eduardo edu dudu",
    "eleanor ellie nell nora",
    "elizabeth liz lizzie beth betty bess eliza betsy libby",
    "emily em millie",
    "eugene gene",
    "evelyn evie",
    "fernando nando",
    "frances fran fanny frankie",
    "francis frank francisco",
    "francisco chico paco pancho",
    "franz frank",
    "frederick fred freddie freddy",
    "friedrich fritz",
    "gabriel gabe",
    "geoffrey geoff jeff",
    "george georgie",
    "gerald gerry jerry",
    "gregory greg",
    "guilherme gui",
    "guillermo memo",
    "harold harry hal",
    "helen nell nellie",
    "henry harry hank hal",
    "hans johannes johann",
    "ignacio nacho",
    "isabella isabel bella izzy",
    "jacob jake",
    "james jim jimmy jamie",
    "jane janie jenny",
    "jeffrey jeff",
    "jennifer jen jenny",
    "jessica jess jessie",
    "jesus chucho",
    "joao johnny",
    "john jack johnny jon",
    "jonathan jon john",
    "jose pepe ze zeca",
    "joseph joe joey jo",
    "josef sepp",
    "joshua josh",
    "judith judy",
    "katherine kate katie kathy kat",
    "kenneth ken kenny",
    "lawrence larry laurence",
    "leonard leo len lenny",
    "louis lou louie",
    "luiz luis lula",
    "manuel manny manolo mane",
    "margaret maggie meg peggy marge margie greta daisy",
    "marcelo celo",
    "maria mary mia",
    "martha mattie patty",
    "martin marty",
    "mary molly polly mae",
    "matthew matt matty",
    "maximilian max",
    "michael mike mick mickey micky",
    "michelle shelly",
    "miguel mike",
    "nancy nan",
    "natalie nat",
    "nathaniel nat nate nathan",
    "nicholas nick nicky nicolas",
    "oliver olly ollie",
    "pamela pam",
    "patricia pat patty trish tricia",
    "patrick pat paddy",
    "pedro pete",
    "peter pete",
    "philip phil pip",
    "rafael rafa",
    "raymond ray",
    "rebecca becky becca",
    "richard rick dick rich richie ricky",
    "robert bob rob bobby robbie bert",
    "roberto beto",
    "ronald ron ronnie",
    "samantha sam",
    "samuel sam sammy",
    "sarah sally sadie",
    "sebastian seb bastian",
    "sophia sophie sofia",
    "stephen steve steven stefan",
    "susan sue suzie susie suzanne",
    "theodore ted teddy theo",
    "theresa terry tess tessa",
    "thomas tom tommy",
    "timothy tim timmy",
    "victoria vicky vic tori",
    "vincent vince vinny",
    "virginia ginny",
    "walter walt wally",
    "wilhelm willi helmut",
    "william bill will billy willy liam",
    "zachary zach zack",
];
