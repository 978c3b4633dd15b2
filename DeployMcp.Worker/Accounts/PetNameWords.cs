namespace DeployMcp.Worker.Accounts;

/// <summary>Plain and friendly words; none is a judgement, a name or a nation.</summary>
internal static class PetNameWords
{
    public static IReadOnlyList<string> Adjectives { get; } = Split(
        """
        able agile alert amber ample ancient apt arctic artful autumn awake aware balmy basic blithe bold brainy brave breezy
        brief bright brisk bronze bubbly busy calm candid careful caring casual cheery chief chilly civil classic clean clear
        clever close cloudy coastal cool copper coral cosmic cosy crafty crisp curious daily dainty daring dawn deep deft dewy
        direct distant dreamy dry eager early earnest easy elated elegant epic equal even exact fabled fair famous fancy fast
        fearless festive fine firm fit fleet fluent fluffy fond frank free fresh friendly frosty full fun funny gallant gentle
        giant gifted glad gleeful glossy golden good graceful grand grassy great green happy hardy hasty hazel healthy hearty
        helpful hidden honest hopeful huge humble icy ideal indigo inner ivory jaunty jolly jovial joyful just keen kind large
        lasting leafy light limber little lively local loud lovely loyal lucid lucky lunar magic major mellow merry mighty mild
        mindful minty misty modern modest mossy native neat new nice nimble noble northern novel oaken open orange pale patient
        peaceful pearly perky plain playful plucky polished polite prime proper proud prudent pure quick quiet radiant rapid
        rare ready regal rosy royal ruby rugged rustic safe sage sandy scenic serene sharp shiny silent silken silver simple
        sincere sleek smart smooth snowy snug social soft solar solid southern spare spry stable starry steady stellar still
        stoic stout sturdy subtle sunny super sure sweet swift tall tame tender thankful tidy tiny tranquil true trusty upbeat
        valiant vast velvet vivid warm western whole wide wild wise witty worthy young zany zesty
        """);

    public static IReadOnlyList<string> Animals { get; } = Split(
        """
        aardvark addax albatross alpaca anchovy angelfish anole ant anteater antelope armadillo avocet axolotl babbler badger
        bandicoot barb barbet barnacle basilisk bass bat beagle bear beaver bee beetle bison bittern blackbird bluebird boar
        bobcat bonobo booby bream buffalo bulbul bunting burro buzzard camel canary capybara cardinal caribou carp cassowary cat
        catfish chamois cheetah chickadee chinchilla chipmunk cicada civet clam coati cobra cockatoo cod condor coot coral
        cormorant cougar cow coyote crab crane cricket crossbill crow cuckoo curlew dabchick dassie deer dingo dipper dodo
        dolphin donkey dormouse dove dragonfly drake duck dugong dunlin eagle echidna eel egret eider eland elephant elk emu
        ermine falcon fennec ferret finch firefly flamingo flicker fossa fox frog gannet gaur gazelle gecko gerbil gibbon
        giraffe gnu goat godwit goldfinch goose gopher goshawk grebe grouper grouse gull guppy haddock halibut hamster hare
        harrier hawk hedgehog heron herring hippo hoopoe hornbill horse hummingbird husky hyrax ibex ibis iguana impala jacana
        jackal jackdaw jaguar jay jellyfish jerboa kakapo kangaroo kestrel kingfisher kite kiwi koala koi kookaburra kudu
        ladybird lamprey lapwing lark lemming lemur leopard limpet linnet lion lizard llama lobster loon loris lynx macaque
        macaw mackerel magpie mallard mammoth manatee mandrill manta margay marlin marmoset marmot marten meerkat mink minnow
        mole mongoose moose moth mouse mule muskox narwhal newt nightjar numbat nuthatch ocelot octopus okapi opossum orca
        oriole oryx osprey ostrich otter owl ox oyster panda pangolin panther parrot partridge peacock pelican penguin perch
        petrel pheasant pigeon pika pike pipit platypus plover pony porpoise possum puffin puma quail quokka rabbit raccoon
        raven ray reindeer rhea robin rook salmon sandpiper seal serval shark sheep shrew shrike skink skylark sloth snail snipe
        sparrow squid squirrel starling stingray stork sturgeon swan swift tamarin tapir tarsier tench tern thrush tiger toad
        toucan trout tuna turbot turtle urchin vicuna viper vole wagtail wallaby walrus warbler waxwing weasel weaver whale
        whippet wigeon wolf wombat woodcock woodpecker wren yak zebra zebu
        """);

    private static string[] Split(string words) => words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
